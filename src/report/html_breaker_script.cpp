#include "report/html_page.hpp"

namespace gw::report {

// Chooses a cell of the grid of breakers, and what follows it. All numbers and places are in the
// page; the band is drawn as report/html_breaker.cpp draws it.
const std::string_view kBreakerScript = R"js(
'use strict';
(() => {
  const element = (id) => document.getElementById(id);
  const data = JSON.parse(element('data').textContent);
  const cells = [...document.querySelectorAll('#grid .pick')];
  const band = element('ribbon');
  const SVG = 'http://www.w3.org/2000/svg';
  const STATES = [['closed', 4], ['open', 16], ['half-open', 10]];
  const TOP = 212, TALL = 16, WHOLE = 10000, LEAST = 20;
  let at = data.start;

  function piece(from, to, state) {
    const wide = Math.max(to - from, state === 0 ? 0 : LEAST);
    const [name, tall] = STATES[state];
    const rect = document.createElementNS(SVG, 'rect');
    rect.setAttribute('class', 'ribbon ' + name);
    rect.setAttribute('x', from / 100 + '%');
    rect.setAttribute('width', wide / 100 + '%');
    rect.setAttribute('y', TOP + (TALL - tall) / 2);
    rect.setAttribute('height', tall);
    return rect;
  }

  function drawBand(point) {
    const calm = [], grave = [];
    let from = 0, state = 0;
    const add = (to) => {
      if (to > from || state > 0) (state === 0 ? calm : grave).push(piece(from, to, state));
    };
    for (let i = 0; i < point.band.length; i += 2) {
      add(point.band[i]);
      [from, state] = [point.band[i], point.band[i + 1]];
    }
    if (point.whole) add(WHOLE);
    band.replaceChildren(...calm, ...grave);
  }

  function show(index) {
    at = index;
    const point = data.points[at];
    data.ids.forEach((id, i) => {
      element(id).textContent = point.figures[2 * i];
      element(id + '-of').textContent = point.figures[2 * i + 1];
    });
    element('paste').textContent = point.paste;
    element('back').hidden = at === data.start;
    cells.forEach((cell, i) => {
      cell.setAttribute('aria-pressed', i === at);
      cell.tabIndex = i === at ? 0 : -1;
    });
    if (band) drawBand(point);
  }

  function choose(index) {
    show(index);
    cells[at].focus();
  }

  // Rows of the grid, and those in a row as the last one.
  function row(index) {
    const first = index < data.rates ? index - index % data.across : data.rates;
    return [first, index < data.rates ? first + data.across - 1 : cells.length - 1];
  }
  function beside(key) {
    const [first, last] = row(at);
    if (key === 'Home') return first;
    if (key === 'End') return last;
    if (key === 'ArrowLeft') return Math.max(at - 1, first);
    if (key === 'ArrowRight') return Math.min(at + 1, last);
    const [from, to] = row(key === 'ArrowUp' ? Math.max(first - 1, 0)
      : Math.min(last + 1, cells.length - 1));
    return key === 'ArrowUp' && first === 0 ? at : key === 'ArrowDown' && last === cells.length - 1
      ? at : Math.min(from + at - first, to);
  }
  const KEYS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];

  cells.forEach((cell, i) => {
    cell.setAttribute('role', 'button');
    cell.addEventListener('click', () => choose(i));
    cell.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (KEYS.includes(event.key)) {
        event.preventDefault();
        choose(beside(event.key));
      }
    });
  });
  element('back').addEventListener('click', () => choose(data.start));
  element('grid').classList.add('live');
  show(at);
})();
)js";

}  // namespace gw::report
