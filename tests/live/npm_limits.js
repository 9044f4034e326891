// Rate limiters and circuit breakers from npm under fake timers beside their emulation.
//
// usage: node npm_limits.js EMULATE_TRACE NODE_MODULES [REQUESTS]
'use strict';
const { execFileSync } = require('node:child_process');
const path = require('node:path');

const [trace, modules, requests = '10000'] = process.argv.slice(2);
const load = (name) => require(path.resolve(modules, name));
const START_MS = 1_700_000_000_000;
const immediate = setImmediate;
const clock = load('@sinonjs/fake-timers').install({
  now: START_MS,
  toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
});

// A timer of 0 ms that is set while the clock moves would be late by one.
const fakeTimeout = globalThis.setTimeout;
globalThis.setTimeout = (f, ms, ...rest) =>
  ms > 0 ? fakeTimeout(f, ms, ...rest) : immediate(f, ...rest);

async function settle(rounds) {
  for (let i = 0; i < rounds; ++i) await new Promise((done) => immediate(done));
}

// Numbers below `bound`, the same for the same seed.
function dice(seed) {
  let state = seed * 2654435761 + 1;
  return (bound) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0;
    return Math.floor(((state ^ (state >>> 13)) >>> 0) / 4294967296 * bound);
  };
}

// Clumps, pauses around pauseMs and a few long ones; some keys are rare.
function generated(seed, count, pauseMs) {
  const below = dice(seed);
  const events = [];
  let ms = clock.now + 1000;
  for (let i = 0; i < count; ++i) {
    const kind = below(10);
    if (kind >= 4) ms += below((kind < 9 ? 2 : 20) * pauseMs);
    events.push({ ms, key: 'k' + Math.min(below(8), below(8)), i });
  }
  return events;
}

function emulated(words, lines) {
  const out = execFileSync(trace, words, { input: lines.join('\n') + '\n', maxBuffer: 1 << 26 });
  return out.toString().trimEnd().split('\n');
}

function compare(words, lines, product, gw) {
  const wrong = product.findIndex((each, i) => each !== gw[i]);
  const failed = product.length !== gw.length || wrong >= 0;
  const kinds = {};
  for (const each of product) {
    const kind = /\d/.test(each) ? 'held' : each;
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  const count = product.filter((each, i) => each !== gw[i]).length;
  console.log(`${failed ? 'FAIL' : 'ok  '} ${words.join(' ')}: ${product.length} requests, ` +
    `${count} mismatches, ${JSON.stringify(kinds)}`);
  if (!failed) return;
  console.error(`  '${lines[wrong]}': the product says ${product[wrong]}, gw ${gw[wrong]}`);
  process.exit(1);
}

// ask(key, i) puts one request to the product; `answers[i]` is told by then or later.
async function limiter(words, pauseMs, rounds, ask) {
  const events = generated(words.join().length, Number(requests), pauseMs);
  const answers = [];
  for (const { ms, key, i } of events) {
    await clock.tickAsync(ms - clock.now);
    await settle(rounds);
    ask(key, (answer) => { answers[i] ??= answer; });
    await settle(rounds);
  }
  while (rounds > 1 && answers.filter((each) => each).length < events.length) {
    await clock.tickAsync(1000);
    await settle(rounds);
  }
  const lines = events.map(({ ms, key }) => `${ms} ${key}`);
  compare(words, lines, answers, emulated(words, lines));
}

function byKey(make) {
  const all = new Map();
  return (key) => {
    if (!all.has(key)) all.set(key, make());
    return all.get(key);
  };
}

async function limiters() {
  const { RateLimiterMemory } = load('rate-limiter-flexible');
  for (const ban of [0, 3]) {
    const flexible = new RateLimiterMemory({ points: 4, duration: 1, blockDuration: ban });
    const words = ['rate-limiter-flexible', 'rate=4/s'].concat(ban ? [`ban=${ban}s`] : []);
    await limiter(words, 100, 1, (key, tell) =>
      flexible.consume(key).then(() => tell('.'), () => tell('x')));
  }

  const even = new RateLimiterMemory({ points: 6, duration: 2, execEvenly: true });
  await limiter(['rate-limiter-flexible-even', 'rate=6/2s'], 150, 2, (key, tell) => {
    const asked = clock.now;
    even.consume(key).then(
      () => tell(clock.now === asked ? '.' : String(clock.now - asked)), () => tell('x'));
  });

  const { rateLimit } = load('express-rate-limit');
  const express = rateLimit({ windowMs: 1500, limit: 5, validate: false,
    keyGenerator: (req) => req.ip, handler: (req) => req.tell('x') });
  await limiter(['express', 'rate=5/1500ms'], 100, 2, (key, tell) =>
    express({ ip: key, headers: {}, tell }, { setHeader() {}, append() {}, on() {} },
      () => tell('.')));

  const { RateLimiter, TokenBucket } = load('limiter');
  const paced = byKey(() => new RateLimiter({ tokensPerInterval: 7, interval: 1000 }));
  await limiter(['limiter-npm', 'rate=7/s'], 20, 1, (key, tell) =>
    tell(paced(key).tryRemoveTokens(1) ? '.' : 'x'));
  const bucket = byKey(() =>
    new TokenBucket({ bucketSize: 9, tokensPerInterval: 3, interval: 700 }));
  await limiter(['limiter-npm-bucket', 'rate=3/700ms', 'burst=9'], 20, 1, (key, tell) =>
    tell(bucket(key).tryRemoveTokens(1) ? '.' : 'x'));

  const Bottleneck = load('bottleneck');
  for (const [name, options] of [
    ['bottleneck', {}],
    ['bottleneck-drop', { highWater: 0, strategy: Bottleneck.strategy.OVERFLOW }],
    ['bottleneck-drop', { highWater: 0, strategy: Bottleneck.strategy.LEAK }],
    ['bottleneck-block', { highWater: 0, strategy: Bottleneck.strategy.BLOCK }],
  ]) {
    const queue = byKey(() => new Bottleneck({ minTime: 100, ...options }));
    await limiter([name, 'rate=10/s'], 150, 8, (key, tell) => {
      const asked = clock.now;
      queue(key).schedule(async () => {
        const held = clock.now - asked;
        tell(held === 0 ? '.' : String(held));
      }).catch(() => tell('x'));
    });
  }
}

// Calls of generated lengths and ends, put to `start(action)`, which returns a promise: it calls
// `action` when the call may pass. cutMs: how long a call takes before the product ends it.
async function breaker(words, cutMs, start) {
  const below = dice(words.join().length);
  const lines = [];
  const product = [];
  const ends = [];
  const waiting = new Map();
  let outage = false;
  let next = clock.now + 1000;
  for (let id = 0; id < Number(requests); ++id) {
    while (ends.length > 0 && ends[0].ms <= next) await end(ends.shift());
    clock.tick(next - clock.now);
    await settle(1);
    if (below(100) === 0) outage = !outage;
    await ask(id, below(outage ? 100 : 400), outage ? below(100) < 70 : below(100) < 5);
    const kind = below(20);
    next = clock.now + (kind < 5 ? 0 : kind < 19 ? below(60) : below(3000));
  }
  compare(words, lines.filter((line) => line.includes('ask')), product,
    emulated(words, lines));

  async function ask(id, tookMs, fails) {
    const call = { id, fails, tookMs, state: 'wait' };
    start(() => {
      call.state = 'pass';
      return new Promise((resolve, reject) => { call.resolve = resolve; call.reject = reject; });
    }).then(() => {}, () => { if (call.state === 'wait') call.state = 'reject'; });
    await settle(2);
    lines.push(`${clock.now} ask ${id}`);
    product.push(call.state);
    if (call.state === 'wait') waiting.set(id, call);
    if (call.state === 'pass') schedule(call);
  }

  function schedule(call) {
    call.cut = cutMs > 0 && call.tookMs >= cutMs;
    call.ms = clock.now + (call.cut ? cutMs : call.tookMs);
    ends.push(call);
    ends.sort((a, b) => a.ms - b.ms || a.id - b.id);
  }

  async function end(call) {
    clock.tick(call.ms - clock.now);
    if (!call.cut) {
      if (call.fails) call.reject(new Error('failed'));
      else call.resolve();
    }
    await settle(2);
    lines.push(`${clock.now} end ${call.id} ${call.cut || call.fails ? 'f' : 's'}`);
    // Who waited for a decision has been asked again by now.
    for (const [id, waiter] of waiting) {
      if (waiter.state === 'wait') continue;
      waiting.delete(id);
      lines.push(`${clock.now} ask ${id}`);
      product.push(waiter.state);
      if (waiter.state === 'pass') schedule(waiter);
    }
  }
}

async function breakers() {
  const Opossum = load('opossum');
  for (const [words, options] of [
    [['failure-rate=50%', 'window=10s', 'open-for=2s', 'timeout=10s'], {}],
    [['failure-rate=40%', 'window=3s', 'minimum-calls=10', 'open-for=777ms', 'timeout=301ms'],
      { volumeThreshold: 10 }],
  ]) {
    const value = (name) => words.find((word) => word.startsWith(name)).split('=')[1];
    const ms = (name) => parseFloat(value(name)) * (value(name).endsWith('ms') ? 1 : 1000);
    const circuit = new Opossum((action) => action(), {
      errorThresholdPercentage: parseFloat(value('failure-rate')), timeout: ms('timeout'),
      rollingCountTimeout: ms('window'), resetTimeout: ms('open-for'), enableSnapshots: false,
      rollingPercentilesEnabled: false, ...options });
    // gw's clock starts with the first call.
    clock.tick(ms('window') - (1000 % ms('window')));
    await breaker(['opossum', ...words], ms('timeout'), (action) => circuit.fire(action));
    circuit.shutdown();
  }

  const cockatiel = load('cockatiel');
  for (const [words, counter] of [
    [['consecutive=3'], new cockatiel.ConsecutiveBreaker(3)],
    [['failure-rate=30%', 'calls=20', 'minimum-calls=10'],
      new cockatiel.CountBreaker({ threshold: 0.3, size: 20, minimumNumberOfCalls: 10 })],
    [['failure-rate=25%', 'window=4s', 'minimum-calls=8'],
      new cockatiel.SamplingBreaker({ threshold: 0.25, duration: 4000, minimumRps: 2 })],
    [['failure-rate=20%', 'window=2500ms'],
      new cockatiel.SamplingBreaker({ threshold: 0.2, duration: 2500 })],
  ]) {
    const policy = cockatiel.circuitBreaker(cockatiel.handleAll,
      { halfOpenAfter: 900, breaker: counter });
    await breaker(['cockatiel', ...words, 'open-for=900ms'], 0, (action) => policy.execute(action));
  }
}

limiters().then(breakers).then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
