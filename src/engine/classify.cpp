#include "engine/classify.hpp"

#include "http/secret_field.hpp"
#include "http/target.hpp"

namespace gw::engine {
namespace {

// What one part of a key reads, before it is hashed.
struct PartText {
  std::string_view kind;
  std::string_view text;
  std::optional<uint64_t> hash{};  // of the text, where it is known already
};

std::string_view param_of(const Match& match, uint32_t index) {
  if (index < match.param_count) return match.params[index];
  return match.remainder;
}

PartText read_part(const KeyPart& part, const Plan& plan, const http::RequestHead& head,
                   const Caller& caller, const Match& match) {
  switch (part.kind) {
    case KeyPart::Kind::kDefault:
      if (!caller.consumer.empty()) return {"consumer", caller.consumer};
      return {"client", caller.address, caller.address_hash};
    case KeyPart::Kind::kClient:
      return {"client", caller.address, caller.address_hash};
    case KeyPart::Kind::kConsumer:
      return {"consumer", caller.consumer};
    case KeyPart::Kind::kRoute:
      return {"route", plan.routes[match.route].name};
    case KeyPart::Kind::kGlobal:
      return {"global", {}};
    case KeyPart::Kind::kHeader: {
      const http::Field* field = http::find_field(head.fields, part.name);
      return {part.name, field == nullptr ? std::string_view{} : field->value};
    }
    case KeyPart::Kind::kQuery:
      return {part.name, http::find_query_value(head.query, part.name).value_or("")};
    case KeyPart::Kind::kParam:
      return {part.name, param_of(match, part.param)};
  }
  return {};
}

// Kind and text of each part with a separator that neither holds, so that no two keys read alike.
void append_part(std::string& out, const PartText& part) {
  out += part.kind;
  out += '\0';
  out += std::to_string(part.text.size());
  out += ':';
  out += part.text;
}

// The kind keeps a consumer and an address of the same spelling apart in the default key.
uint64_t hash_part(HashKey key, const PartText& part) {
  return mix(part.hash ? *part.hash : keyed_hash(key, part.text), part.kind.size());
}

uint64_t hash_key(HashKey key, const std::vector<KeyPart>& parts, const Plan& plan,
                  const http::RequestHead& head, const Caller& caller, const Match& match) {
  uint64_t hash = 0;
  for (const KeyPart& part : parts) {
    hash = mix(hash, hash_part(key, read_part(part, plan, head, caller, match)));
  }
  return hash;
}

// Of a field or a parameter that may hold a credential no more than that there is one.
std::string_view shown_text(const KeyPart& part, std::string_view text) {
  const bool read = part.kind == KeyPart::Kind::kHeader || part.kind == KeyPart::Kind::kQuery;
  if (!read || text.empty()) return text;
  return http::shown_value(part.name, text);
}

}  // namespace

Classified classify(const Plan& plan, const http::RequestHead& head, const Caller& caller,
                    HashKey key, Match& match) {
  plan.table.find(head, match);
  Classified out;
  out.outcome = match.outcome;
  out.allowed_methods = match.allowed_methods;
  out.identity = caller.identity;
  out.may_repeat = http::is_idempotent(head.method);
  if (match.outcome != MatchOutcome::kMatched) return out;
  out.route = match.route;
  const RoutePlan& route = plan.routes[match.route];
  out.limit_count = static_cast<uint8_t>(route.limits.size());
  for (size_t i = 0; i < route.limits.size(); ++i) {
    out.keys[i] = hash_key(key, plan.limits[route.limits[i]].key, plan, head, caller, match);
  }
  if (route.service == kNone) return out;
  const ServicePlan& service = plan.services[route.service];
  if (service.balance == policy::Balance::kConsistentHash) {
    std::string text;
    for (const KeyPart& part : service.balance_key) {
      append_part(text, read_part(part, plan, head, caller, match));
    }
    out.balance_hash = policy::balance_hash(text);
  }
  return out;
}

std::string key_text(const Plan& plan, const LimitPlan& limit, const http::RequestHead& head,
                     const Caller& caller, const Match& match) {
  std::string out;
  for (const KeyPart& part : limit.key) {
    const PartText text = read_part(part, plan, head, caller, match);
    if (!out.empty()) out += ' ';
    out += text.kind;
    if (part.kind == KeyPart::Kind::kGlobal) continue;
    out += ':';
    out += shown_text(part, text.text);
  }
  return out;
}

}  // namespace gw::engine
