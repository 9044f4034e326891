#include "report/html_page.hpp"

namespace gw::report {

// Moves the line of the tuning curve, and what follows it. All places and numbers are in the page;
// what a number looks like is as report/number.hpp has it.
const std::string_view kTuneScript = R"js(
'use strict';
(() => {
  const element = (id) => document.getElementById(id);
  const data = JSON.parse(element('data').textContent);
  const points = data.points.map(([limit, rejected, ok, keys, good, x, ...rest]) => ({
    limit, rejected, ok, keys, good, x, ofAttack: rest[4], busiest: rest[5],
    y: { requests: rest[0], keys: rest[1], good: rest[2], attack: rest[3] },
  }));
  const handle = element('handle');
  const area = handle.ownerSVGElement;
  const tag = handle.querySelector('.tag');
  let at = data.start;

  const grouped = (number) => number.toLocaleString('en-US');
  function percent(part, whole) {
    if (whole === 0) return '-';
    const tenths = Math.floor((part * 2000 + whole) / (whole * 2));
    if (part > 0 && tenths === 0) return '<0.1%';
    if (part < whole && tenths >= 1000) return '>99.9%';
    return Math.floor(tenths / 10) + '.' + (tenths % 10) + '%';
  }
  const shareOf = (part, whole) => percent(part, whole) + ' of ' + grouped(whole);
  const withPercent = (part, whole) => grouped(part) + ' (' + percent(part, whole) + ')';

  function moveLine(point, rate) {
    handle.setAttribute('x', point.x / 100 + '%');
    for (const kind in point.y) {
      const dot = handle.querySelector('.dot.' + kind);
      if (dot) dot.setAttribute('cy', point.y[kind] / 10);
    }
    const wide = Number(tag.getAttribute('width'));
    tag.setAttribute('x', -wide * point.x / 10000);
    tag.querySelector('text').textContent = rate;
    handle.setAttribute('aria-valuenow', point.limit);
    handle.setAttribute('aria-valuetext', rate + ': ' +
      withPercent(point.rejected, data.requests) + ' of the requests rejected, ' +
      withPercent(point.good, data.goodKeys) + ' of the good keys');
  }

  function show(index) {
    at = Math.min(Math.max(index, 0), points.length - 1);
    const point = points[at];
    const rate = point.limit + data.per;
    moveLine(point, rate);
    element('limit').textContent = rate;
    element('requests').textContent = grouped(point.rejected);
    element('requests-of').textContent = shareOf(point.rejected, data.requests);
    element('ok').textContent = grouped(point.ok);
    element('keys').textContent = grouped(point.keys);
    element('keys-of').textContent = shareOf(point.keys, data.keys);
    element('good').textContent = grouped(point.good);
    element('good-of').textContent = shareOf(point.good, data.goodKeys);
    if (element('attack')) {
      element('attack').textContent = grouped(point.ofAttack);
      element('attack-of').textContent = shareOf(point.ofAttack, data.attack);
    }
    if (element('busiest')) element('busiest').textContent = point.busiest;
    element('paste').textContent =
      data.config[0] + rate + data.config[1] + (point.limit - 1) + data.config[2];
    element('back').hidden = at === data.start;
  }

  function nearest(event) {
    const box = area.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * 10000;
    let best = 0;
    points.forEach((point, i) => {
      if (Math.abs(point.x - x) < Math.abs(points[best].x - x)) best = i;
    });
    return best;
  }

  const far = Math.max(1, Math.round(points.length / 10));
  const steps = {
    ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -far, PageUp: far,
    Home: -Infinity, End: Infinity,
  };
  handle.addEventListener('keydown', (event) => {
    if (!(event.key in steps) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    show(at + steps[event.key]);
  });
  area.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    area.setPointerCapture(event.pointerId);
    handle.focus({ preventScroll: true });
    show(nearest(event));
  });
  area.addEventListener('pointermove', (event) => {
    if (area.hasPointerCapture(event.pointerId)) show(nearest(event));
  });
  element('back').addEventListener('click', () => {
    show(data.start);
    handle.focus({ preventScroll: true });
  });
  element('tuning').classList.add('live');
  show(at);
})();
)js";

}  // namespace gw::report
