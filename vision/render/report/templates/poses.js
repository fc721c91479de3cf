const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
const stopped = new WeakSet();

function play(video) {
  video.play().catch(() => {});
}

function toggle(video) {
  if (video.paused) {
    stopped.delete(video);
    play(video);
  } else {
    stopped.add(video);
    video.pause();
  }
}

// Pictures move while they are in view, unless they were stopped or wait to be asked.
const inView = new IntersectionObserver(entries => entries.forEach(({ target, isIntersecting }) => {
  if (!isIntersecting) target.pause();
  else if (!calm && !stopped.has(target) && target.dataset.moves !== 'asked') play(target);
}));

document.querySelectorAll('video[data-moves]').forEach(video => {
  video.addEventListener('click', () => toggle(video));
  video.addEventListener('keydown', event => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    toggle(video);
  });
  inView.observe(video);
});
