// Where the reader is in the recording, and which part of it is shown.

const data = JSON.parse(document.getElementById('data').textContent);
const [firstS, lastS] = data.span;
const video = document.querySelector('.stage video');
const watchers = { now: [], view: [] };
const time = { nowS: firstS, view: [firstS, lastS] };
const SHORTEST_VIEW_S = 1;

function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n) => String(n).padStart(2, '0');
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function showNow(tS) {
  time.nowS = Math.min(lastS, Math.max(firstS, tS));
  watchers.now.forEach((watch) => watch(time.nowS));
}

function seek(tS) {
  showNow(tS);
  // The video begins with the first picture that was looked at.
  if (video) video.currentTime = time.nowS - firstS;
}

function setView(fromS, toS) {
  const lengthS = Math.min(lastS - firstS, Math.max(SHORTEST_VIEW_S, toS - fromS));
  const startS = Math.min(lastS - lengthS, Math.max(firstS, fromS));
  time.view = [startS, startS + lengthS];
  watchers.view.forEach((watch) => watch());
}

function zoomAround(factor) {
  const [fromS, toS] = time.view;
  const inside = time.nowS >= fromS && time.nowS <= toS;
  const middleS = inside ? time.nowS : (fromS + toS) / 2;
  setView(middleS - (middleS - fromS) * factor, middleS + (toS - middleS) * factor);
}

if (video) {
  const follow = () => showNow(firstS + video.currentTime);
  const eachPicture = () => {
    follow();
    if (!video.paused && !video.ended) requestAnimationFrame(eachPicture);
  };
  video.addEventListener('play', eachPicture);
  for (const event of ['timeupdate', 'seeking', 'seeked']) video.addEventListener(event, follow);
  const tellItIsGone = () => {
    video.style.display = 'none';
    document.getElementById('no-video').hidden = false;
  };
  video.addEventListener('error', tellItIsGone);
  if (video.error) tellItIsGone();
}
