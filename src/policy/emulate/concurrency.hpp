// Limits on requests at a time: `begin` when one comes, and for each that was not refused `end`
// with what `begin` returned. They need durations; a log without them cannot drive these.
#pragma once

#include <algorithm>

#include "policy/emulate/decision.hpp"

namespace gw::emulate {

struct Begun {
  Instant at;
  int32_t in_flight = 0;  // with this one
};

struct Entry {
  Decision decision;
  Begun begun;  // meaningless when refused
};

// nginx limit_conn: a request counts from when its head was read to its end. Source: nginx/nginx
// 3f6f782, src/http/modules/ngx_http_limit_conn_module.c.
struct NginxConn {
  int32_t limit = 1;  // 1 .. 65535

  struct Cell {
    int32_t count = 0;
  };

  Entry begin(Cell& cell, Instant now) const {
    if (cell.count >= limit) return {rejected(), {}};
    return {admitted(), {now, ++cell.count}};
  }
  void end(Cell& cell, const Begun&, Instant, bool) const { --cell.count; }
};

// lua-resty-limit-traffic `limit.conn`, which APISIX limit-conn uses: up to `burst` beyond the
// limit wait for a multiple of the mean duration of earlier requests, newest first. The product
// keeps that mean for all keys of a worker. Source: openresty/lua-resty-limit-traffic 2a834b1,
// lib/resty/limit/conn.lua.
struct LuaConn {
  int32_t limit = 1;          // >= 1
  int32_t burst = 0;          // >= 0
  double unit_delay_s = 0.1;  // the mean before anything is known, > 0

  struct Cell {
    int32_t count = 0;
    double unit_delay_s = 0;  // 0: not measured yet
  };

  Entry begin(Cell& cell, Instant now) const {
    if (cell.count >= limit + burst) return {rejected(), {}};
    const int32_t count = ++cell.count;
    if (count <= limit) return {admitted(), {now, count}};
    const int32_t rounds = (count - 1) / limit;
    const double delay_s = unit(cell) * rounds;
    return {delayed({static_cast<int64_t>(delay_s * 1e9)}), {now, count}};
  }
  void end(Cell& cell, const Begun& begun, Instant now, bool) const {
    --cell.count;
    cell.unit_delay_s = (in_units(now - begun.at, seconds(1)) + unit(cell)) / 2;
  }

 private:
  double unit(const Cell& cell) const {
    return cell.unit_delay_s == 0 ? unit_delay_s : cell.unit_delay_s;
  }
};

}  // namespace gw::emulate
