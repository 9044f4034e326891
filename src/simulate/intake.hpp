// From a record's text to the numbers that decide: selection, who the client is, route and limit
// keys, the upstream's outcome. Pure, so that several threads can do it at once, each on a Work of
// its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/classify.hpp"
#include "simulate/options.hpp"
#include "simulate/record_head.hpp"
#include "simulate/reorder.hpp"
#include "simulate/work.hpp"

namespace gw::simulate {

// A selected record. The views are of the Work's batch.
struct Prepared {
  static constexpr uint32_t kRouted = UINT32_MAX;

  ArrivalWithExtra arrival;  // without source, client and place in its second
  int64_t resolution_ns = 1;
  uint64_t client_hash = 0;
  std::string_view client;
  uint32_t unrouted = kRouted;  // index into Work::unrouted
  uint32_t record = 0;          // index into the batch
};

struct UnroutedText {
  std::string_view method;
  std::string_view pattern;
  std::string_view target;
  std::string_view host;
};

// With the memory that preparing needs.
struct RequestWork final : Work {
  std::vector<Prepared> prepared;  // the first `count` are valid
  std::vector<UnroutedText> unrouted;

  RecordHead head;
  std::string scratch;
  engine::Match match;
};

class Intake final : public Preparer {
 public:
  // Both outlive the Intake.
  Intake(const engine::Plan& plan, const Options& options);

  std::unique_ptr<Work> new_work() const override { return std::make_unique<RequestWork>(); }
  void prepare(Work& work) const override;

  // Makes of a routed arrival one that the `number`-th copy of its client sent, counted from 1:
  // with keys of its own where they read who sends.
  void rename_sender(ArrivalWithExtra& arrival, uint32_t number) const;

  // What the limits of its route count a record by, as it may be shown; empty when none takes it.
  std::vector<std::string> key_texts(const traffic::Record& record, RequestWork& memory) const;

 private:
  void prepare_record(const traffic::Record& record, RequestWork& work) const;
  // `auth_required` as the route that takes it says.
  engine::Caller caller_of(const traffic::Record& record, std::string_view client,
                           bool auth_required) const;
  engine::Classified classify(const traffic::Record& record, const Prepared& from,
                              RequestWork& work) const;
  void count(const traffic::Record& record, const engine::Classified& request,
             IntakeCounts& counts) const;

  const engine::Plan& plan_;
  const Options& options_;
  bool reads_consumer_;  // a key of the Plan does, by itself
  std::vector<bool> route_reads_consumer_;
};

}  // namespace gw::simulate
