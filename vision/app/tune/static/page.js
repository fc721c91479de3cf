// What a hand does on the page: drag a bound, drag over a stretch, click or press a key to go to a
// moment. The server is told at most every SEND_MS, and always of where it ended.
"use strict";

window.unknot = (() => {
  const SEND_MS = 50;
  const MOVED_PX = 4;
  const TAG_PX = 26;
  const BOUNDS = ["low", "high"];
  const rows = [];
  let now = { row: 0, t: 0 };
  // The bounds, and the words of their lines, in which {value} and the like are filled in here.
  let band = { low: null, high: null, margin: 0, step: 1, of: "", unit: "", tags: {}, labels: {}, value: "" };
  let stretch = null;

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

  function throttled(send) {
    let timer = null, latest = null, sent = 0;
    const flush = () => {
      timer = null;
      sent = performance.now();
      send(latest);
    };
    return (what) => {
      latest = what;
      timer ??= setTimeout(flush, Math.max(0, SEND_MS - (performance.now() - sent)));
    };
  }
  const tellBound = throttled((what) => emitEvent("unknot_bound", what));
  const tellMoment = throttled((what) => emitEvent("unknot_moment", what));

  const element = (kind, into) => {
    const made = document.createElement("div");
    made.className = kind;
    into.append(made);
    return made;
  };

  // --- the axes of one row, as Plotly has drawn them -------------------------------------------

  const axes = (row) => row.plot._fullLayout;
  const xOf = (row, t) => axes(row).xaxis._offset + axes(row).xaxis.d2p(t);
  const yOf = (row, value) => axes(row).yaxis._offset + axes(row).yaxis.d2p(value);
  const timeAt = (row, x) => {
    const { xaxis } = axes(row);
    return clamp(xaxis.p2d(x - xaxis._offset), row.first, row.last);
  };
  const valueAt = (row, y) => axes(row).yaxis.p2d(y - axes(row).yaxis._offset);
  const inside = (row, x, y) => {
    const { xaxis, _size } = axes(row);
    return x >= xaxis._offset && x <= xaxis._offset + xaxis._length && y >= _size.t && y <= _size.t + _size.h;
  };

  // --- drawing on top of it --------------------------------------------------------------------

  function place(row) {
    if (!row.plot._fullLayout?.xaxis?.d2p) return;
    BOUNDS.forEach((bound) => placeBound(row, bound));
    placeHead(row);
    placeStretch(row);
    for (const mark of row.marks.children) placeMark(row, mark);
  }

  function placeBound(row, bound) {
    const { xaxis, yaxis } = axes(row);
    const handle = row.handles[bound], margin = row.margins[bound], value = band[bound];
    handle.hidden = margin.hidden = value === null;
    if (value === null) return;
    const top = yaxis._offset, bottom = top + yaxis._length;
    const y = clamp(yOf(row, value), top, bottom);
    const across = { left: `${xaxis._offset}px`, width: `${xaxis._length}px` };
    Object.assign(handle.style, across, { top: `${y}px` });
    // The tag with the number goes where there is room for it.
    handle.classList.toggle("below", bound === "high" && y - top < TAG_PX);
    handle.classList.toggle("above", bound === "low" && bottom - y < TAG_PX);
    handle.firstChild.textContent = filled(band.tags[bound], { value });
    const aria = {
      label: filled(band.labels[bound], { criterion: band.of, session: row.title }),
      valuemin: yaxis.range[0],
      valuemax: yaxis.range[1],
      valuenow: value,
      valuetext: filled(band.value, { value, unit: band.unit }),
    };
    for (const [name, text] of Object.entries(aria)) handle.setAttribute(`aria-${name}`, text);
    const away = (bound === "low" ? -1 : 1) * band.margin;
    const edge = clamp(yOf(row, value + away), top, bottom);
    const upper = Math.min(y, edge);
    Object.assign(margin.style, across, { top: `${upper}px`, height: `${Math.max(y, edge) - upper}px` });
  }

  // From where to where a time in seconds goes, in pixels, as far as it is in view.
  function span(row, from, to) {
    const { xaxis } = axes(row);
    const [left, right] = [from, to].map((t) =>
      clamp(xOf(row, t), xaxis._offset, xaxis._offset + xaxis._length));
    return { left, width: right - left };
  }

  function placeStretch(row) {
    const marked = stretch?.row === row.index;
    row.stretch.hidden = !marked;
    if (!marked) return;
    const { left, width } = span(row, stretch.from, stretch.to);
    const { t, h } = axes(row)._size;
    Object.assign(row.stretch.style, {
      left: `${left}px`, width: `${width}px`, top: `${t}px`, height: `${h}px`,
    });
  }

  function placeMark(row, mark) {
    const { left, width } = span(row, +mark.dataset.from, +mark.dataset.to);
    const top = axes(row).yaxis._offset;
    mark.hidden = width <= 0;
    Object.assign(mark.style, { left: `${left}px`, width: `${Math.max(3, width)}px`, top: `${top}px` });
  }

  function placeHead(row) {
    const { xaxis, _size } = axes(row);
    const x = xOf(row, now.t);
    row.head.hidden = now.row !== row.index || x < xaxis._offset - 1 || x > xaxis._offset + xaxis._length + 1;
    Object.assign(row.head.style, { left: `${x}px`, top: `${_size.t}px`, height: `${_size.h}px` });
  }

  const placeAll = () => rows.filter(Boolean).forEach(place);

  // --- hands -----------------------------------------------------------------------------------

  const rounded = (value) => +(Math.round(value / band.step) * band.step).toFixed(6);

  function setBound(bound, value, done) {
    const other = bound === "low" ? band.high : band.low;
    if (other !== null) value = bound === "low" ? Math.min(value, other) : Math.max(value, other);
    band = { ...band, [bound]: rounded(value) };
    placeAll();
    tellBound({ bound, value: band[bound], done, of: band.of });
  }

  function draggable(row, bound, handle) {
    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      event.stopPropagation();
      handle.focus();
      handle.setPointerCapture(event.pointerId);
      const { of } = band;
      const [least, most] = axes(row).yaxis.range;
      const top = row.box.getBoundingClientRect().top;
      const off = event.clientY - top - yOf(row, band[bound]);
      let moved = false;
      const sideways = (to) => !moved && Math.abs(to.clientX - event.clientX) > MOVED_PX
        && Math.abs(to.clientX - event.clientX) > Math.abs(to.clientY - event.clientY);
      const drag = (to, done) => {
        moved ||= Math.abs(to.clientY - event.clientY) > 1;
        // What is out of sight cannot be dragged to, nor another criterion's line by this one's.
        if (!moved || band.of !== of) return;
        const value = to.type === "pointercancel" ? band[bound] : valueAt(row, to.clientY - top - off);
        setBound(bound, clamp(value, least, most), done);
      };
      const move = (to) => {
        if (!sideways(to)) return drag(to, false);
        // Along the line a stretch is meant, as everywhere else.
        let_go();
        handle.releasePointerCapture(event.pointerId);
        sweep(row, event);
      };
      const let_go = () => {
        handle.removeEventListener("pointermove", move);
        handle.removeEventListener("pointerup", up);
        handle.removeEventListener("pointercancel", up);
      };
      const up = (last) => {
        let_go();
        drag(last, true);
      };
      handle.addEventListener("pointermove", move);
      handle.addEventListener("pointerup", up);
      handle.addEventListener("pointercancel", up);
    });
    handle.addEventListener("keydown", (event) => {
      const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
      if (!steps) return;
      event.preventDefault();
      event.stopPropagation();
      setBound(bound, band[bound] + steps * band.step, true);
    });
  }

  function go(row, t) {
    now = { row: row.index, t: clamp(t, row.first, row.last) };
    rows.filter(Boolean).forEach(placeHead);
    tellMoment(now);
  }

  const between = (row, one, other) =>
    ({ row: row.index, from: Math.min(one, other), to: Math.max(one, other) });

  function mean(meant) {
    stretch = meant;
    placeAll();
    if (meant.from < meant.to) emitEvent("unknot_stretch", meant);
  }

  // The same by keys: from here, and to here.
  function meanByKey(row, key) {
    const kept = stretch?.row === row.index ? stretch : { from: now.t, to: now.t };
    if (key === "[") mean({ row: row.index, from: now.t, to: Math.max(now.t, kept.to) });
    else mean({ row: row.index, from: Math.min(now.t, kept.from), to: now.t });
  }

  function watch(row) {
    row.box.addEventListener("pointerdown", (event) => {
      const { left, top } = row.box.getBoundingClientRect();
      const x = event.clientX - left;
      if (event.button !== 0 || !inside(row, x, event.clientY - top)) return;
      event.preventDefault();
      document.activeElement?.blur();
      sweep(row, event);
    });
  }

  // From where the pointer went down to where it goes up: a stretch, or without moving a moment.
  function sweep(row, event) {
      const { left } = row.box.getBoundingClientRect();
      const from = timeAt(row, event.clientX - left);
      let dragged = null;
      const move = (moved) => {
        if (!dragged && Math.abs(moved.clientX - event.clientX) <= MOVED_PX) return;
        dragged = between(row, from, timeAt(row, moved.clientX - left));
        stretch = dragged;
        placeAll();
      };
      const up = (last) => {
        window.removeEventListener("pointermove", move);
        window.removeEventListener("pointerup", up);
        window.removeEventListener("pointercancel", up);
        if (dragged) mean(dragged);
        else if (last.type === "pointerup") go(row, from);
      };
      window.addEventListener("pointermove", move);
      window.addEventListener("pointerup", up);
      window.addEventListener("pointercancel", up);
  }

  const KEYS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -100, PageDown: 100 };

  window.addEventListener("keydown", (event) => {
    const row = rows[now.row];
    const busy = event.target.closest("input, textarea, select, [role=slider], [role=combobox], [role=listbox], [role=dialog], [role=tab]");
    if (!row || busy || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "[" || event.key === "]") return void meanByKey(row, event.key);
    const ends = { Home: row.first, End: row.last };
    const steps = KEYS[event.key];
    if (!steps && !(event.key in ends)) return;
    event.preventDefault();
    go(row, steps ? now.t + steps * (event.shiftKey ? 10 : 1) * row.step : ends[event.key]);
  });

  // --- what the server says --------------------------------------------------------------------

  function attach(index, boxId, { first, last, step, title }, tries = 200) {
    const box = document.getElementById(boxId);
    const plot = box?.querySelector(".js-plotly-plot");
    if (!plot?._fullLayout?.xaxis?.d2p) {
      if (tries) setTimeout(() => attach(index, boxId, { first, last, step, title }, tries - 1), 50);
      return;
    }
    const layer = element("layer", box);
    const row = { index, box, plot, first, last, step, title, handles: {}, margins: {} };
    row.marks = element("marks", layer);
    for (const bound of BOUNDS) row.margins[bound] = element("margin", layer);
    row.stretch = element("stretch", layer);
    row.head = element("head", layer);
    for (const bound of BOUNDS) {
      const handle = element(`handle ${bound}`, layer);
      element("value", handle);
      handle.tabIndex = 0;
      handle.setAttribute("role", "slider");
      handle.setAttribute("aria-orientation", "vertical");
      row.handles[bound] = handle;
      draggable(row, bound, handle);
    }
    rows[index] = row;
    watch(row);
    plot.on("plotly_afterplot", () => place(row));
    place(row);
    mark(index, marksOf[index] ?? []);
    box.dataset.ready = "yes";
  }

  const marksOf = {};
  function mark(index, labels) {
    marksOf[index] = labels;
    const row = rows[index];
    if (!row) return;
    row.marks.replaceChildren();
    for (const { from, to, text, kind } of labels) {
      const made = element(`mark ${kind}`, row.marks);
      Object.assign(made.dataset, { from, to });
      made.title = made.textContent = text;
    }
    place(row);
  }

  // The picture at once, and when nobody scrubs on, again with the outline, which takes a while.
  const RESTED_MS = 200, FINE_WAIT = "&wait=3";
  let wanted = "", loading = false, rest = null;
  function show(url, words) {
    document.getElementById("picture")?.setAttribute("alt", words);
    wanted = url;
    clearTimeout(rest);
    if (!loading) load(url);
  }

  function load(url) {
    loading = true;
    const picture = new Image();
    picture.onload = picture.onerror = () => {
      const shown = document.getElementById("picture");
      if (shown && picture.naturalWidth) shown.src = picture.src;
      loading = false;
      if (wanted !== url) load(wanted);
      else if (!url.endsWith(FINE_WAIT)) {
        rest = setTimeout(() => {
          wanted = url + FINE_WAIT;
          load(wanted);
        }, RESTED_MS);
      }
    };
    picture.src = url;
  }

  return {
    attach, mark, show,
    setBand(sent) { band = sent; placeAll(); },
    setMoment(row, t) { now = { row, t }; placeAll(); },
    setStretch(sent) { stretch = sent; placeAll(); },
  };
})();
