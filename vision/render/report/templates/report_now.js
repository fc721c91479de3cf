// What was found at the moment the reader is at, in words.

const nowPanel = document.getElementById('now');
const [blocks, ...strips] = data.timeline.main.data;
const MOST_LINES = 3;
const { words } = data;

// The words come from the program, in the reader's language, with names in braces.
const filled = (text, values) => text.replace(/{(\w+)}/g, (all, name) => values[name] ?? all);

// What Plotly shows is escaped for it; here it is text.
const parser = new DOMParser();
const plain = (text) => parser.parseFromString(text, 'text/html').documentElement.textContent;

function barsAt(trace, tS) {
  const found = [];
  if (trace.type !== 'bar') return found;
  trace.base.forEach((startS, index) => {
    if (startS <= tS && tS < startS + trace.x[index]) found.push(trace.customdata[index].slice(0, 4).map(plain));
  });
  return found;
}

const named = (name) => strips.filter((trace) => trace.name === name);
const stepAt = (tS) => blocks.base.findIndex((s, i) => s <= tS && tS < s + blocks.x[i]);

function linesAt(tS) {
  const found = (name) =>
    named(name).flatMap((trace) => barsAt(trace, tS)).map(([title, , , detail]) => ({ title, detail }));
  const missed = found('missed');
  const unseen = found('cannot tell');
  const met = found('met');
  const lines = missed.map((m) => ({ kind: 'missed', text: filled(words.found, { criterion: m.title, detail: m.detail }) }));
  if (met.length) lines.push({ kind: 'met', text: met.map((m) => m.title).join(words.comma) });
  const reasons = [...new Set(unseen.map((u) => u.detail).filter(Boolean))];
  for (const reason of reasons) {
    const titles = unseen.filter((u) => u.detail === reason).map((u) => u.title);
    lines.push({ kind: 'unseen', text: filled(words.found, { criterion: titles.join(words.comma), detail: reason }) });
  }
  return lines.slice(0, MOST_LINES);
}

function whereAt(tS, step) {
  if (step >= 0) return plain(blocks.customdata[step][0]);
  const next = blocks.base.findIndex((startS, i) => blocks.customdata[i][4] <= tS && tS < startS);
  return next < 0 ? words.between : filled(words.coming, { step: plain(blocks.customdata[next][0]) });
}

let shown = '';
function showPanel(tS) {
  const step = stepAt(tS);
  const where = whereAt(tS, step);
  const lines = linesAt(tS);
  const key = JSON.stringify([Math.floor(tS), where, lines]);
  if (key === shown) return;
  shown = key;
  const title = document.createElement('p');
  title.className = 'where';
  title.textContent = `${clock(tS)} · ${where}`;
  const list = document.createElement('ul');
  for (const line of lines) {
    const item = document.createElement('li');
    item.className = line.kind;
    item.textContent = line.text;
    list.append(item);
  }
  nowPanel.replaceChildren(title, list);
  document.querySelectorAll('.chip').forEach((chip) => {
    if (Number(chip.dataset.step) === step) chip.setAttribute('aria-current', 'true');
    else chip.removeAttribute('aria-current');
  });
}

watchers.now.push(showPanel);
