// A Config as stable text, for goldens: every field that is not at its default of config.hpp.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "config/config.hpp"

namespace gw::config {

class Dump {
 public:
  std::string run(const Config& config) {
    line("config " + quoted(config.name) + " " + quoted(config.base_url));
    for (const auto& at : config.listen) {
      line("listen " + at.value.host + " " + std::to_string(at.value.port));
    }
    for (const Cidr& network : config.trusted_proxies) {
      std::string bytes;
      for (const uint8_t byte : network.address.bytes) bytes += std::to_string(byte) + ".";
      line("trusted " + bytes + "/" + std::to_string(network.bits));
    }
    caps(config.limits);
    for (const LintChoices::Choice& one : config.lint.all) {
      line("lint " + quoted(one.rules.value) + " level=" + number(static_cast<int>(one.level)));
    }
    for (const auto& name : config.unresolved) line("unresolved " + name.value);
    for (const RateLimit& pool : config.pools) limit("pool ", pool);
    if (config.access_log) {
      line("access_log file=" + quoted(config.access_log->file) +
           " format=" + number(static_cast<int>(config.access_log->format)));
    }
    for (const Service& one : config.services) service(one);
    for (const Route& one : config.routes) route(one, config);
    return std::move(out_);
  }

 private:
  void line(const std::string& text) { out_ += text + "\n"; }
  static std::string quoted(const std::string& text) { return '"' + text + '"'; }
  static std::string number(int64_t value) { return std::to_string(value); }

  void caps(const Limits& limits) {
    line("caps keys=" + std::to_string(limits.max_keys) + " journeys=" +
         number(limits.max_journeys) + " connections=" + number(limits.max_connections) +
         " old_plans=" + number(limits.max_old_plans) + " body=" + to_string(limits.max_body) +
         " header=" + to_string(limits.header_timeout) + " idle=" + to_string(limits.idle_timeout) +
         " drain=" + to_string(limits.drain_timeout));
  }

  static std::string key(const std::vector<KeyPart>& parts) {
    std::string out;
    for (const KeyPart& part : parts) {
      out += " key=" + number(static_cast<int>(part.kind)) + ":" + part.name;
    }
    return out;
  }

  static std::string statuses(const std::vector<StatusRange>& ranges) {
    std::string out;
    for (const StatusRange& range : ranges) {
      out += " " + number(range.first) + ".." + number(range.last);
    }
    return out;
  }

  void limit(const std::string& head, const RateLimit& limit) {
    std::string out = head + quoted(limit.name) +
                      " algorithm=" + number(static_cast<int>(limit.algorithm)) + " " +
                      to_string(limit.rate) + " concurrent=" + number(limit.max_concurrent) +
                      " burst=" + number(limit.burst) + key(limit.key);
    if (limit.mode == LimitMode::kShadow) out += " shadow";
    if (limit.stage == LimitStage::kBeforeAuth) out += " before_auth";
    if (limit.on_full == OnFull::kRefuse) out += " refuse_when_full";
    if (limit.count_refused) out += " count_refused";
    if (limit.queue) {
      out += " queue=" + to_string(limit.queue->max_wait) + "," + number(limit.queue->max_length);
    }
    line(out);
  }

  static std::string optional(const char* name, const std::optional<Ratio>& value) {
    return value ? std::string(" ") + name + "=" + to_string(*value) : "";
  }

  void breaker(const std::string& head, const Breaker& breaker) {
    const auto* time = std::get_if<Duration>(&breaker.window);
    std::string out = head;
    if (breaker.consecutive_failures) {
      out += " consecutive=" + number(*breaker.consecutive_failures);
    }
    out += optional("failures", breaker.failure_rate) + optional("slow", breaker.slow_call_rate);
    out += " slow_call=" + to_string(breaker.slow_call_duration) + " window=";
    out += time != nullptr ? to_string(*time)
                           : number(std::get<CallWindow>(breaker.window).value) + " calls";
    out += " minimum=" + number(breaker.minimum_calls) + " open=" + to_string(breaker.open_for) +
           " probes=" + number(breaker.half_open_probes) +
           " scope=" + number(static_cast<int>(breaker.scope)) +
           " late=" + number(static_cast<int>(breaker.late_results)) + " failing" +
           statuses(breaker.failing_statuses);
    line(out);
  }

  void service(const Service& service) {
    line("service " + quoted(service.name) + (service.from_url ? " from_url" : "") +
         " balancing=" + number(static_cast<int>(service.load_balancing.algorithm)) +
         key(service.load_balancing.key) + " in_flight=" + number(service.max_in_flight));
    for (const Endpoint& endpoint : service.endpoints) {
      line(std::string("  endpoint ") + (endpoint.url.scheme == Scheme::kHttps ? "tls " : "") +
           endpoint.url.host + " " + number(endpoint.url.port) + " " + quoted(endpoint.url.path) +
           " weight=" + number(endpoint.weight));
    }
    if (service.breaker) breaker("  breaker", *service.breaker);
  }

  void match(const char* where, const FieldMatch& match) {
    line(std::string("  ") + where + " " + match.name + " " + number(static_cast<int>(match.kind)) +
         " " + quoted(match.text));
  }

  void retries(const Retries& retries) {
    line("  retries " + number(retries.attempts) + (retries.on_connect_failure ? " connect" : "") +
         (retries.on_timeout ? " timeout" : "") + statuses(retries.statuses) +
         " try=" + (retries.per_try_timeout ? to_string(*retries.per_try_timeout) : "-") +
         " backoff=" + to_string(retries.backoff_initial) + ".." + to_string(retries.backoff_max) +
         " budget=" + to_string(retries.budget) + (retries.non_idempotent ? " any_method" : ""));
  }

  void transform(const RequestTransform& transform) {
    for (const HeaderTemplate& header : transform.add_headers) {
      std::string out = "  add " + header.name + ":";
      for (const ValuePart& part : header.value) {
        out += part.kind == ValuePart::Kind::kLiteral
                   ? " " + quoted(part.text)
                   : " variable " + number(static_cast<int>(part.kind));
      }
      line(out);
    }
    for (const auto& name : transform.remove_headers) line("  remove " + name.value);
  }

  void conditions(const Route& route) {
    for (const auto& method : route.methods) line("  method " + method.value);
    for (const HostPattern& host : route.hosts) {
      line(std::string("  host ") + (host.wildcard ? "*" : "") + host.text);
    }
    for (const FieldMatch& one : route.headers) match("header", one);
    for (const FieldMatch& one : route.query) match("query", one);
  }

  static std::string path(const PathTemplate& path) {
    std::string out;
    for (const Segment& segment : path.segments) {
      out += segment.is_param ? " {" + segment.text + "}" : " " + quoted(segment.text);
    }
    return out + (path.rest ? " rest " + quoted(*path.rest) : "");
  }

  void route(const Route& route, const Config& config) {
    line("route " + quoted(route.name) + path(route.path));
    conditions(route);
    if (route.service) {
      line("  to " + quoted(config.services[*route.service].name) +
           (route.replace_path ? " replace " + quoted(*route.replace_path) : ""));
    }
    if (route.mock) {
      line("  mock " + number(route.mock->status) + " " + quoted(route.mock->body) + " after " +
           to_string(route.mock->delay));
      for (const auto& [name, value] : route.mock->headers) line("    " + name + ": " + value);
    }
    if (route.auth_required.value) line("  auth_required");
    for (const LimitUse& use : route.limits) {
      if (const auto* pool = std::get_if<PoolUse>(&use)) {
        line("  limit of pool " + quoted(config.pools[pool->pool].name));
      } else {
        limit("  limit ", std::get<RateLimit>(use));
      }
    }
    line("  timeout " + to_string(route.timeout) + " connect " + to_string(route.connect_timeout));
    if (route.retries.attempts != 0) retries(route.retries);
    if (route.breaker) breaker("  breaker", *route.breaker);
    transform(route.transform_request);
  }

  std::string out_;
};

}  // namespace gw::config
