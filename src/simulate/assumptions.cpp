#include "simulate/assumptions.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "base/units.hpp"

namespace gw::simulate {

namespace {

constexpr std::string_view kOfPlans[] = {"simulate", "lint", "diff"};
constexpr std::string_view kOfReplays[] = {"replay limit"};

constexpr Assumption kTable[] = {
    {.name = "auth",
     .values = "recorded|none",
     .fallback = "recorded",
     .doc = "a 401 that no upstream answered, on a route that asks for credentials, says that they "
            "were refused; all others count as authenticated, by the user, key or address of the "
            "record; with none nobody has credentials",
     .told_as = "assumed-identity, assumed-consumers",
     .commands = kOfPlans},
    {.name = "subsecond",
     .values = "clump|spread|jitter",
     .fallback = "spread",
     .doc =
         "where in its second a request of a log in whole seconds stands: all at its beginning, "
         "which is hardest on a limit, evenly over it, or at random; a report shows "
         "both of the first when they differ by more than 1%: of simulate and replay breaker, and "
         "for logs without durations of replay limit and tune limit",
     .told_as = "coarse-stamps",
     .has_option = true},
    {.name = "client",
     .values = "addr|xff:N|header:NAME|user",
     .fallback = "addr",
     .doc = "who a client is: behind a proxy many have one address",
     .told_as = "address-not-client, unnamed-clients",
     .has_option = true},
    {.name = "clients",
     .values = "none|immediate|backoff|retry-after",
     .fallback = "none",
     .doc = "what clients do that are refused: nothing, or they come back",
     .told_as = "open-loop",
     .commands = kOfReplays,
     .has_option = true},
    {.name = "duration",
     .values = "TIME",
     .fallback = "0s",
     .doc = "how long a request took whose log does not say, up to 1h: a place of a concurrency "
            "limit is held for it, a call ends after it, and an end stamp less this is its arrival",
     .told_as = "no-durations, assumed-durations"},
    {.name = "refused",
     .values = "counted|left-out",
     .fallback = "counted",
     .doc = "whether what the gateway that wrote the log refused itself (429) came at all: counted "
            "it is a request like others, left out it never came. Clients that were refused may "
            "have sent less, or more, than without that limit: the truth may lie on either side",
     .told_as = "gateway-answers, refused-left-out"},
    {.name = "sampled",
     .values = "1/N|1/N:client",
     .fallback = "1/1",
     .doc = "which share of the requests the log holds: one in N, as tracing samples, or all of "
            "the requests of one client in N. By request every rate is under-counted N times, by "
            "client those of clients are right; the report says so, and scales nothing",
     .told_as = "sampled-log, spans"},
};

const Assumption* find(std::string_view name) {
  const auto found = std::ranges::find(kTable, name, &Assumption::name);
  return found == std::end(kTable) ? nullptr : &*found;
}

std::string hint(std::string_view name) {
  std::vector<std::string_view> names;
  std::string list;
  for (const Assumption& one : kTable) {
    names.push_back(one.name);
    list += (list.empty() ? "" : ", ") + std::string(one.name);
  }
  const std::string_view near = nearest_word(name, names);
  return near.empty() ? ": " + list : ", did you mean '" + std::string(near) + "'?";
}

Result<SampledLog> parse_sampled(std::string_view text) {
  constexpr std::string_view kByClient = ":client";
  SampledLog sampled{.by_client = text.ends_with(kByClient)};
  if (sampled.by_client) text.remove_suffix(kByClient.size());
  const auto one_in = text.starts_with("1/") ? parse_u64(text.substr(2)) : std::nullopt;
  if (!one_in || *one_in == 0 || *one_in > SampledLog::kMostOneIn) return failure("");
  sampled.one_in = *one_in;
  return sampled;
}

// To a field of the options what `parsed` holds.
template <class T, class To>
bool put(const Result<T>& parsed, To& to) {
  if (parsed) to = *parsed;
  return parsed.has_value();
}

// False when the value is none of the assumption's.
bool set(Options& options, std::string_view name, std::string_view value) {
  if (name == "subsecond") return put(parse_subsecond(value), options.subsecond);
  if (name == "client") return put(parse_client_rule(value), options.client);
  if (name == "clients") return put(parse_after_refusal(value), options.clients);
  if (name == "sampled") return put(parse_sampled(value), options.sampled);
  if (name == "auth") {
    options.auth = value == "none" ? AssumeAuth::kNone : AssumeAuth::kRecorded;
    return value == "none" || value == "recorded";
  }
  if (name == "refused") {
    options.leave_refused_out = value == "left-out";
    return options.leave_refused_out || value == "counted";
  }
  options.missing_duration = parse_duration(value);
  constexpr Duration kLongest = seconds(3600);
  return options.missing_duration && *options.missing_duration <= kLongest;
}

}  // namespace

std::span<const Assumption> assumptions() {
  return kTable;
}

Result<const Assumption*> set_assumption(Options& options, std::string_view text) {
  const size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  const Assumption* const one = find(name);
  if (one == nullptr) {
    return failure("--assume does not know '" + printable(name) + "'" + hint(name));
  }
  const std::string_view value = equals == std::string_view::npos ? "" : text.substr(equals + 1);
  if (set(options, name, value)) return one;
  return failure("--assume " + std::string(name) + " is " + std::string(one->values) + ", not '" +
                 printable(value) + "'");
}

}  // namespace gw::simulate
