// From a record's text to what a single policy needs of it: when it came, under which key and in
// which group it counts, and how it ended. No routes and no engine but for groups that are a
// Plan's, so that a log runs through one limit at the speed of reading it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "simulate/options.hpp"
#include "simulate/plan_groups.hpp"
#include "simulate/reorder.hpp"
#include "simulate/selection.hpp"
#include "simulate/text_pattern.hpp"
#include "simulate/work.hpp"

namespace gw::simulate {

// The head of `arrival` has time, order, whole duration as `latency_ns`, recorded status and flags.
// It is followed by the key's hash and as much of the key's text as fits, see key_text().
struct Sample {
  ArrivalWithExtra arrival;
  int64_t resolution_ns = 1;
  uint64_t group_hash = 0;
  uint64_t sender_hash = 0;  // of what Options::scale multiplies; 0 without it
  std::string_view group;    // of the batch
};

struct SampleWork final : Work {
  std::vector<Sample> samples;  // the first `count` are valid
  GroupScratch scratch;
};

using GroupRule = std::variant<TextPattern, PlanGroups>;

struct SampleRule {
  TextPattern key{{{{}, TextPattern::Field::kClient}}};
  std::optional<GroupRule> group;

  const PlanGroups* plan_groups() const {
    return group ? std::get_if<PlanGroups>(&*group) : nullptr;
  }
};

class SampleIntake final : public Preparer {
 public:
  // Both outlive it.
  SampleIntake(const Options& options, const SampleRule& rule);

  std::unique_ptr<Work> new_work() const override { return std::make_unique<SampleWork>(); }
  void prepare(Work& work) const override;

 private:
  void prepare_record(const traffic::Record& record, SampleWork& work) const;
  std::string_view shown_text(const TextPattern& pattern, const traffic::Record& record,
                              SampleWork& work) const;
  std::string_view group_of(const traffic::Record& record, std::string_view client,
                            SampleWork& work) const;
  void note_sender(std::string_view client, std::string_view key, Sample& to) const;

  const Options& options_;
  const SampleRule& rule_;
  // What most logs are run by, told apart once:
  bool address_alone_;  // a client is the address that the log names
  bool client_alone_;   // the key is the client
  bool notes_sender_;   // who sends matters beside the key
  bool hides_key_;      // something of it may be a credential
  bool hides_group_;
};

inline uint64_t key_hash(const Arrival& arrival) {
  return arrival.extra()[0];
}
// Cut to 63 bytes.
std::string_view key_text(const Arrival& arrival);

// Whether a key tells senders apart, by client, user or a header, and not only what is asked for.
bool reads_sender(const TextPattern& key);
// Makes of a sample one that the `number`-th copy of its sender sent, counted from 1: with a key of
// its own where `key` reads who sends.
void rename_sender(ArrivalWithExtra& sample, const TextPattern& key, uint32_t number);

}  // namespace gw::simulate
