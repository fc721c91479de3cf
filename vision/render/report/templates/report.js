// Buttons, keys, and when to draw.

const STEP_S = 1;
const LEAP_S = 10;

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-seek]');
  if (!button) return;
  seek(Number(button.dataset.seek));
  const { top, bottom } = (video || nowPanel).getBoundingClientRect();
  if (top < 0 || bottom > window.innerHeight) (video || nowPanel).scrollIntoView({ block: 'start' });
});

function viewStep() {
  const step = stepAt(time.nowS);
  if (step < 0) return;
  const roomS = 0.05 * blocks.x[step];
  setView(blocks.base[step] - roomS, blocks.base[step] + blocks.x[step] + roomS);
}

const views = {
  step: viewStep,
  in: () => zoomAround(0.5),
  out: () => zoomAround(2),
  all: () => setView(firstS, lastS),
};
document.querySelectorAll('[data-view]').forEach((button) => {
  button.addEventListener('click', views[button.dataset.view]);
});

const slider = document.querySelector('.timeline');
const keys = {
  ArrowLeft: () => seek(time.nowS - STEP_S),
  ArrowRight: () => seek(time.nowS + STEP_S),
  PageDown: () => seek(time.nowS - LEAP_S),
  PageUp: () => seek(time.nowS + LEAP_S),
  Home: () => seek(firstS),
  End: () => seek(lastS),
};
slider.addEventListener('keydown', (event) => {
  if (!(event.key in keys)) return;
  event.preventDefault();
  keys[event.key]();
});
slider.setAttribute('aria-valuemin', String(firstS));
slider.setAttribute('aria-valuemax', String(lastS));
watchers.now.push((tS) => {
  slider.setAttribute('aria-valuenow', tS.toFixed(1));
  slider.setAttribute('aria-valuetext', clock(tS));
});

const holders = [...document.querySelectorAll('.plot')];
holders.forEach((holder) => {
  holder.style.minHeight = `${figureOf(holder.dataset.figure).layout.height}px`;
});
const sight = new IntersectionObserver(
  (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => draw(entry.target)),
  { rootMargin: '500px 0px' },
);
holders.forEach((holder) => sight.observe(holder));
draw(slider);
// All are drawn before anybody prints, and then as wide as the paper, in what is folded as well.
const whenIdle = window.requestIdleCallback || ((work) => setTimeout(work, 500));
whenIdle(() => holders.forEach(draw));
let folded = [];
window.addEventListener('beforeprint', () => {
  folded = [...document.querySelectorAll('details:not([open])')];
  folded.forEach((each) => { each.open = true; });
  printing = true;
  holders.forEach(draw);
  drawn().forEach(arrange);
});
window.addEventListener('afterprint', () => {
  folded.forEach((each) => { each.open = false; });
  printing = false;
  drawn().forEach(arrange);
});
let waiting = 0;
window.addEventListener('resize', () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => drawn().forEach(arrange), 150);
});
showNow(firstS);
