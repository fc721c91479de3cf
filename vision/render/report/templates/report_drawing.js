// The timeline and the plots: drawn when they come into sight, all over the same part of time.

const NARROW_PX = 620;
const TICK_STEPS_S = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
const TICK_PX = 76;
const LETTER_PX = 7.6;
const PRINTED_PX = 655;
const PRINTED_HEIGHT = 0.8;  // so that four of them fit on a page
const dark = matchMedia('screen and (prefers-color-scheme: dark)');
const coarse = matchMedia('(pointer: coarse)').matches;
const graphs = [];

const figureOf = (name) =>
  name in data.timeline ? data.timeline[name] : data.plots[Number(name)];

function ticks(widthPx) {
  const [fromS, toS] = time.view;
  const most = Math.max(2, widthPx / TICK_PX);
  const stepS = TICK_STEPS_S.find((step) => (toS - fromS) / step <= most) || 7200;
  const values = [];
  for (let n = Math.ceil(fromS / stepS); n * stepS <= toS; n += 1) values.push(n * stepS);
  const text = (t) => clock(t) + (t % 1 ? t.toFixed(1).slice(-2) : '');
  return { tickvals: values, ticktext: values.map(text) };
}

const colourOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
let printing = false;

// What depends on the page's colours: on paper they are those of a light screen.
function colours() {
  const [ink, grid, plot, paper] = printing
    ? ['#16202b', '#e3e8ec', '#fbfcfd', '#ffffff']
    : ['--ink', '--groove', '--plot', '--paper'].map(colourOf);
  return {
    'font.color': ink, 'xaxis.gridcolor': grid, 'yaxis.gridcolor': grid, plot_bgcolor: plot,
    'hoverlabel.bgcolor': paper, 'hoverlabel.bordercolor': ink, 'hoverlabel.font.color': ink,
  };
}

function arrangement(holder) {
  const widthPx = printing ? PRINTED_PX : holder.clientWidth;
  const narrow = widthPx < NARROW_PX;
  const isTimeline = holder.dataset.figure in data.timeline;
  const left = narrow ? (isTimeline ? 112 : 46) : 158;
  const { tickvals, ticktext } = ticks(widthPx - left);
  return {
    'xaxis.range': [...time.view],
    'xaxis.tickvals': tickvals,
    'xaxis.ticktext': ticktext,
    'margin.l': left,
    'yaxis.tickfont.size': narrow ? 11.5 : 13.5,
    width: widthPx,
    height: figureOf(holder.dataset.figure).layout.height * (printing && !isTimeline ? PRINTED_HEIGHT : 1),
    ...colours(),
  };
}

function layoutOf(figure) {
  return {
    ...figure.layout,
    margin: { l: 158, r: 14, t: 14, b: 30 },
    font: { family: 'system-ui, sans-serif', size: 13.5 },
    xaxis: { fixedrange: coarse, zeroline: false },
    yaxis: { fixedrange: true, zeroline: false, ...figure.layout.yaxis },
    barmode: 'overlay',
    showlegend: false,
    hovermode: 'closest',
    hoverlabel: { align: 'left', font: { size: 14 } },
    dragmode: coarse ? false : 'zoom',
    paper_bgcolor: 'rgba(0,0,0,0)',
  };
}

// What stands on the steps' blocks: the title if it fits, in two lines if need be, or the number.
function blockTexts(graph) {
  const blocks = graph.data[0];
  const { xaxis } = graph._fullLayout;
  const perSecondPx = xaxis._length / (time.view[1] - time.view[0]);
  return blocks.x.map((lengthS, index) => {
    const [title, , , number] = blocks.customdata[index];
    const roomPx = lengthS * perSecondPx - 6;
    const parts = title.split(' ');
    const half = Math.ceil(parts.length / 2);
    const lines = [parts.slice(0, half).join(' '), parts.slice(half).join(' ')];
    if (title.length * LETTER_PX < roomPx) return title;
    if (Math.max(...lines.map((line) => line.length)) * LETTER_PX < roomPx) return lines.join('<br>');
    return number.length * LETTER_PX < roomPx + 8 ? number : '';
  });
}

function arrange(graph) {
  Plotly.relayout(graph, arrangement(graph));
  const measured = graph.data.findIndex((trace) => trace.name === 'measured');
  if (measured >= 0) Plotly.restyle(graph, { 'line.color': printing ? colourOf('--printed-curve') : colourOf('--curve') }, [measured]);
  if (graph.dataset.figure === 'main') Plotly.restyle(graph, { text: [blockTexts(graph)] }, [0]);
  placePlayhead(graph);
}

function placePlayhead(graph) {
  const { xaxis } = graph._fullLayout;
  const xPx = xaxis.l2p(time.nowS);
  const line = graph.querySelector('.playhead');
  line.hidden = xPx < -1 || xPx > xaxis._length + 1;
  line.style.left = `${xaxis._offset + xPx}px`;
}

function seekByPlace(graph, event) {
  const { xaxis } = graph._fullLayout;
  const xPx = event.clientX - graph.getBoundingClientRect().left - xaxis._offset;
  if (xPx >= 0 && xPx <= xaxis._length) seek(xaxis.p2l(xPx));
}

async function draw(holder) {
  if (graphs.includes(holder)) return;
  graphs.push(holder);
  const figure = figureOf(holder.dataset.figure);
  const config = { displayModeBar: false, doubleClick: false, plotlyServerURL: '' };
  await Plotly.newPlot(holder, figure.data, layoutOf(figure), config);
  const line = document.createElement('div');
  line.className = 'playhead';
  holder.append(line);
  holder.addEventListener('click', (event) => seekByPlace(holder, event));
  holder.on('plotly_doubleclick', () => setView(firstS, lastS));
  holder.on('plotly_relayout', (change) => {
    // A drag names the ends one by one; what this script sets, it sets as a whole.
    if ('xaxis.range[0]' in change) setView(change['xaxis.range[0]'], change['xaxis.range[1]']);
  });
  arrange(holder);
  holder.dataset.drawn = 'true';
}

const drawn = () => graphs.filter((graph) => graph.dataset.drawn);
watchers.now.push(() => drawn().forEach(placePlayhead));
watchers.view.push(() => drawn().forEach(arrange));
dark.addEventListener('change', () => drawn().forEach(arrange));
