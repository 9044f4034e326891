#include "simulate/breaker/part_text.hpp"

#include "simulate/part_json.hpp"

namespace gw::simulate {

void fields(Is<BreakerCounts> auto& x, auto&& field) {
  field("calls", x.calls);
  field("failures", x.failures);
  field("shed", x.shed);
  field("lost_successes", x.lost_successes);
  field("failures_avoided", x.failures_avoided);
  field("opened", x.opened);
  field("flaps", x.flaps);
  field("open", x.open);
  field("half_open", x.half_open);
}

void fields(Is<Detections> auto& x, auto&& field) {
  field("count", x.count);
  field("sum", x.sum);
  field("longest", x.longest);
}

void fields(Is<BreakerChange> auto& x, auto&& field) {
  field("at", x.at);
  field("to", x.to);
}

void fields(Is<BreakerPoint> auto& x, auto&& field) {
  field("calls", x.calls);
  field("failures", x.failures);
  field("shed", x.shed);
}

void fields(Is<BreakerGroup> auto& x, auto&& field) {
  field("group", x.group);
  field("counts", x.counts);
  field("longest", x.longest);
  field("detections", x.detections);
  field("changes", x.changes);
  field("changes_total", x.changes_total);
  field("at_end", x.at_end);
  field("most_calls", x.most_calls);
  field("series", x.series);
}

void fields(Is<BreakerPart> auto& x, auto&& field) {
  field("partial", x.partial);
  field("first", x.first);
  field("last", x.last);
  field("clumped", x.clumped);
  field("groups", x.groups);
  field("reading", x.reading);
}

void fields(Is<CandidateResult> auto& x, auto&& field) {
  field("counts", x.counts);
  field("longest", x.longest);
  field("detections", x.detections);
  field("outages_met", x.outages_met);
}

void fields(Is<CandidateCourse> auto& x, auto&& field) {
  field("changes", x.changes);
  field("total", x.total);
}

void fields(Is<CallTimeline::GroupCounts> auto& x, auto&& field) {
  field("calls", x.calls);
  field("failures", x.failures);
  field("successes", x.successes);
  field("outages", x.outages);
}

void fields(Is<BreakerTunePart::Numbered> auto& x, auto&& field) {
  field("candidate", x.candidate);
  field("result", x.result);
  field("course", x.course);
}

void fields(Is<BreakerTunePart::Group> auto& x, auto&& field) {
  field("group", x.group);
  field("calls", x.calls);
  field("results", x.results);
  field("series", x.series);
}

void fields(Is<BreakerTunePart> auto& x, auto&& field) {
  field("partial", x.partial);
  field("first", x.first);
  field("last", x.last);
  field("groups", x.groups);
  field("reading", x.reading);
}

namespace {

// Of which a mean can be taken.
bool is_sound(const Detections& detections) {
  return std::in_range<int64_t>(detections.count) && detections.sum.ns >= 0;
}

}  // namespace

std::string part_text(const BreakerPart& part) {
  return part_json(part);
}
std::string part_text(const BreakerTunePart& part) {
  return part_json(part);
}

Result<BreakerPart> read_breaker_part(std::string_view text) {
  auto part = part_of<BreakerPart>(text);
  if (!part) return part;
  for (const BreakerGroup& group : part->groups) {
    if (!is_sound(group.detections)) return failure("groups.detections are too many");
  }
  return part;
}

Result<BreakerTunePart> read_breaker_tune_part(std::string_view text, size_t candidates) {
  auto part = part_of<BreakerTunePart>(text);
  if (!part) return part;
  for (const BreakerTunePart::Group& group : part->groups) {
    for (const BreakerTunePart::Numbered& one : group.results) {
      if (one.candidate >= candidates) return failure("groups.results are of another grid");
      if (!is_sound(one.result.detections))
        return failure("groups.results.detections are too many");
    }
  }
  return part;
}

}  // namespace gw::simulate
