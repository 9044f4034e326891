#include "lint/proof.hpp"

#include <algorithm>
#include <optional>

#include "analyze/witness.hpp"
#include "base/text.hpp"
#include "http/secret_field.hpp"

namespace gw::lint {
namespace {

using analyze::Witness;
using config::Route;

std::string unescaped(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("\\x")) {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 2, 2)), nullptr, 16));
      i += 3;
    } else {
      out += text[i];
    }
  }
  return out;
}

// "GET /a?v=2 with host: h, x-tenant: a". Values in tests have no comma, and no name is secret.
Witness parse(std::string_view text) {
  REQUIRE(text.find(http::kHiddenValue) == std::string_view::npos);
  Witness out;
  const size_t space = text.find(' ');
  out.method = text.substr(0, space);
  text.remove_prefix(space + 1);
  std::string_view fields;
  if (const size_t with = text.find(" with "); with != std::string_view::npos) {
    fields = text.substr(with + 6);
    text = text.substr(0, with);
  }
  const size_t query = text.find('?');
  out.path = text.substr(0, query);
  if (query != std::string_view::npos) out.query = text.substr(query + 1);
  if (fields.empty()) return out;
  for (const std::string_view field : split(fields, ',')) {
    const std::string_view pair = trim(field);
    const size_t colon = pair.find(':');
    const std::string value = unescaped(trim(pair.substr(colon + 1)));
    if (pair.substr(0, colon) == "host") {
      out.host = value;
    } else {
      out.headers.emplace_back(pair.substr(0, colon), value);
    }
  }
  return out;
}

std::string_view before(std::string_view text, std::string_view mark) {
  const size_t at = text.find(mark);
  return at == std::string_view::npos ? std::string_view() : text.substr(0, at);
}

class Prover {
 public:
  Prover(const config::Config& config, const Finding& finding)
      : config_(config), finding_(finding) {
    all_ = compile::compile(config, {}, {}).plan;
    route_ = at(finding.span);
    for (const Note& note : finding.notes) others_.push_back(at(note.span));
  }

  // Each request of the route is taken by another one; this one shows it.
  std::string unreachable(const std::string& message) {
    const size_t as = message.rfind(", as ");
    if (as == std::string::npos)
      return message.starts_with("no request can meet") ? "" : "no request";
    const Witness request = parse(std::string_view(message).substr(as + 5));
    if (!alone(route_, request)) return "the route does not match it";
    if (taken_by(request, {route_})) return "the route takes it";
    return taken_by(request, others_) ? "" : "none of the routes named takes it";
  }

  std::string contest(const std::string& message) {
    if (message.starts_with("the route takes requests that ")) return contests();
    if (message.find(" take requests that match this one too") != std::string::npos)
      return losses();
    const std::string_view text = before(message, " matches this route and '");
    if (text.empty()) return "no request";
    const Witness request = parse(text);
    if (!alone(route_, request)) return "the route does not match it";
    return taken_by(request, others_) ? "" : "the other route does not take it";
  }

  // Each note has a request, which the route takes from the one that the note is about.
  std::string contests() {
    for (size_t i = 0; i < others_.size(); ++i) {
      const Witness request = parse(before(finding_.notes[i].message, " matches this one"));
      if (!taken_by(request, {route_})) return "the route does not take it";
      if (!alone(others_[i], request)) return "the other route does not match it";
    }
    return others_.size() > 1 ? "" : "one route alone";
  }

  // Each note has a request of the route, which the one that the note is about takes.
  std::string losses() {
    for (size_t i = 0; i < others_.size(); ++i) {
      const Witness request = parse(before(finding_.notes[i].message, " goes to this one"));
      if (!alone(route_, request)) return "the route does not match it";
      if (!taken_by(request, {others_[i]})) return "the other route does not take it";
    }
    return others_.size() > 1 ? "" : "one route alone";
  }

  std::string bypass(const std::string& message) {
    std::string_view text = before(message, ", goes through '");
    for (const std::string_view way :
         {" in other letters", " with or without a trailing slash", " with a ';' parameter",
          " with an escape", " with another method", " as HEAD", " for another host"}) {
      if (text.ends_with(way)) text.remove_suffix(way.size());
    }
    const size_t comma = text.rfind(", ");
    if (comma == std::string_view::npos) return "no two requests";
    const Witness variant = parse(text.substr(0, comma));
    const Witness direct = parse(text.substr(comma + 2));
    if (variant == direct) return "the two are one";
    if (!taken_by(direct, {route_})) return "the guarded route does not take the direct one";
    return taken_by(variant, others_) ? "" : "the open route does not take the variant";
  }

 private:
  size_t at(Span span) const {
    const auto found = std::ranges::find_if(config_.routes, [&](const Route& route) {
      return route.span.begin == span.begin && route.span.end == span.end;
    });
    REQUIRE(found != config_.routes.end());
    return static_cast<size_t>(found - config_.routes.begin());
  }

  bool taken_by(const Witness& request, const std::vector<size_t>& routes) const {
    const analyze::Outcome outcome = replay(all_->table, request);
    return std::ranges::any_of(routes, [&](size_t route) { return outcome.is(route); });
  }

  bool alone(size_t route, const Witness& request) const {
    config::Config one = config_;
    one.routes = {config_.routes[route]};
    return replay(compile::compile(one, {}, {}).plan->table, request).is(0);
  }

  const config::Config& config_;
  const Finding& finding_;
  std::shared_ptr<const engine::Plan> all_;
  size_t route_ = 0;
  std::vector<size_t> others_;
};

}  // namespace

bool names_request(const Rule& rule) {
  constexpr std::string_view kRules[] = {"GW101", "GW102", "GW103", "GW104", "GW111", "GW116"};
  return std::ranges::find(kRules, rule.id) != std::end(kRules);
}

std::string unproved(const Linted& linted, const Finding& finding) {
  Prover prover(linted.loaded.config, finding);
  const std::string_view id = finding.rule->id;
  if (id == "GW111" || id == "GW116") return prover.bypass(finding.message);
  if (id == "GW103" || id == "GW104") return prover.contest(finding.message);
  return prover.unreachable(finding.message);
}

}  // namespace gw::lint
