#include "simulate/limit/part_text.hpp"

#include "simulate/part_json.hpp"

namespace gw::simulate {

void fields(Is<LimitCounts> auto& x, auto&& field) {
  field("requests", x.requests);
  field("rejected", x.rejected);
  field("delayed", x.delayed);
}

void fields(Is<SharedCounts> auto& x, auto&& field) {
  field("counts", x.counts);
  field("keys_rejected", x.keys_rejected);
}

void fields(Is<policy::LeaseCounts> auto& x, auto&& field) {
  field("decided", x.decided);
  field("asked", x.asked);
  field("refused", x.refused);
  field("early", x.early);
  field("taken", x.taken);
  field("used", x.used);
}

void fields(Is<LimitPart::Second> auto& x, auto&& field) {
  field("second", x.second);
  field("rejected", x.rejected);
}

void fields(Is<LimitPart::NumberedGroup> auto& x, auto&& field) {
  field("number", x.number);
  field("group", x.row.group);
  field("counts", x.row.counts);
}

void fields(Is<ClientRow> auto& x, auto&& field) {
  field("client", x.client);
  field("requests", x.requests);
  field("rejected", x.rejected);
  field("delayed", x.delayed);
  field("rejected_recorded_success", x.rejected_recorded_success);
  field("first_rejected", x.first_rejected);
  field("longest_stretch", x.longest_stretch);
  field("longest_stretch_requests", x.longest_stretch_requests);
  field("limit", x.limit);
  field("rejected_over_time", x.rejected_over_time);
}

void fields(Is<Peak> auto& x, auto&& field) {
  field("per_second", x.per_second);
  field("at", x.at);
}

void fields(Is<Hit> auto& x, auto&& field) {
  field("clients", x.clients);
  field("clients_rejected", x.clients_rejected);
  field("clients_delayed", x.clients_delayed);
  field("clients_only_rejected", x.clients_only_rejected);
  field("rejected", x.rejected);
  field("delayed", x.delayed);
  field("rejected_recorded_success", x.rejected_recorded_success);
  field("rejected_recorded_rejected", x.rejected_recorded_rejected);
  field("rejected_recorded_failure", x.rejected_recorded_failure);
  field("peak", x.peak);
  field("first", x.first);
  field("top", x.top);
}

void fields(Is<SeriesPoint> auto& x, auto&& field) {
  field("answered", x.groups.of[0]);
  field("failed", x.groups.of[1]);
  field("rejected", x.groups.of[2]);
  field("unrouted", x.groups.of[3]);
  field("delayed", x.delayed);
}

void fields(Is<Returned> auto& x, auto&& field) {
  field("requests", x.requests);
  field("attempts", x.attempts);
  field("let_through", x.let_through);
  field("waits", x.waits);
}

void fields(Is<LimitPart> auto& x, auto&& field) {
  field("partial", x.partial);
  field("first", x.first);
  field("last", x.last);
  field("counts", x.counts);
  field("clumped", x.clumped);
  field("shared", x.shared);
  field("leases", x.leases);
  field("returned", x.returned);
  field("hit", x.hit);
  field("rejected_seconds", x.rejected_seconds);
  field("groups", x.groups);
  field("delays", x.delays);
  field("series", x.series);
  field("reading", x.reading);
}

void fields(Is<TuneNeed> auto& x, auto&& field) {
  field("need", x.need);
  field("keys", x.keys);
  field("good_keys", x.good_keys);
}

void fields(Is<TuneRejected> auto& x, auto&& field) {
  field("limit", x.limit);
  field("requests", x.requests);
  field("successes", x.successes);
}

void fields(Is<TunePeaks> auto& x, auto&& field) {
  field("window", x.window);
  field("keys", x.keys);
}

void fields(Is<TunePeaks::Keys> auto& x, auto&& field) {
  field("peak", x.peak);
  field("keys", x.keys);
}

void fields(Is<TuneKey> auto& x, auto&& field) {
  field("key", x.key);
  field("requests", x.requests);
  field("need", x.need);
}

void fields(Is<TuneCell> auto& x, auto&& field) {
  field("rejected", x.rejected);
  field("good_keys", x.good_keys);
}

void fields(Is<TunePopulation> auto& x, auto&& field) {
  field("requests", x.requests);
  field("needs", x.needs);
  field("curve", x.curve);
}

void fields(Is<TuneGroupPart> auto& x, auto&& field) {
  field("number", x.number);
  field("group", x.group);
  field("of", x.of);
}

void fields(Is<TunePart> auto& x, auto&& field) {
  field("partial", x.partial);
  field("first", x.first);
  field("last", x.last);
  field("normal", x.normal);
  field("incident", x.incident);
  field("whole_seconds", x.whole_seconds);
  field("clumped", x.clumped);
  field("heat", x.heat);
  field("peaks", x.peaks);
  field("neediest", x.neediest);
  field("groups", x.groups);
  field("reading", x.reading);
}

std::string part_text(const LimitPart& part) {
  return part_json(part);
}
std::string part_text(const TunePart& part) {
  return part_json(part);
}

Result<LimitPart> read_limit_part(std::string_view text) {
  return part_of<LimitPart>(text);
}
Result<TunePart> read_tune_part(std::string_view text) {
  return part_of<TunePart>(text);
}

}  // namespace gw::simulate
