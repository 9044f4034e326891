// From a record's text to the numbers that decide: selection, who the client is, route and limit
// keys, the upstream's outcome. Pure, so that several threads can do it at once, each on a Work of
// its own.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/classify.hpp"
#include "simulate/options.hpp"
#include "simulate/reorder.hpp"
#include "simulate/request_head.hpp"
#include "traffic/source.hpp"

namespace gw::simulate {

// A selected record. The views are of the Work's batch.
struct Prepared {
  static constexpr uint32_t kRouted = UINT32_MAX;

  ArrivalWithExtra arrival;  // without source, client and place in its second
  int64_t logged_ns = 0;
  int64_t resolution_ns = 1;
  uint64_t client_hash = 0;
  std::string_view client;
  uint32_t unrouted = kRouted;  // index into Work::unrouted
};

struct UnroutedText {
  std::string_view method;
  std::string_view pattern;
  std::string_view target;
  std::string_view host;
};

// Sums over records; the order of adding does not matter.
struct IntakeCounts {
  static constexpr size_t kStatuses = 1000;

  uint64_t records = 0;
  uint64_t left_out = 0;
  uint64_t coarse_stamps = 0;
  uint64_t without_duration = 0;
  uint64_t unnamed_clients = 0;  // what --client reads is not there
  uint64_t without_host = 0;
  uint64_t without_status = 0;
  uint64_t garbage = 0;
  uint64_t recorded_by_gateway = 0;
  uint64_t with_forwarded_for = 0;
  uint64_t with_user = 0;
  uint64_t authenticated_by_user = 0;
  uint64_t authenticated_by_address = 0;
  uint64_t unauthenticated = 0;
  uint64_t consumers_by_address = 0;           // on routes that ask for no credentials
  std::vector<uint64_t> with_header{};         // by Plan::headers_read; empty for none
  std::array<uint64_t, kStatuses> statuses{};  // by status; those of 1000 and more are 0

  void add(const IntakeCounts& other);
};

// A batch on its way, with the memory that preparing it needs.
struct Work {
  traffic::Batch batch;
  std::vector<Prepared> prepared;  // the first `count` are valid
  size_t count = 0;
  std::vector<UnroutedText> unrouted;
  IntakeCounts counts;

  HeadScratch head;
  std::vector<http::Field> fields;
  std::string scratch;
  engine::Match match;
};

class Intake {
 public:
  // Both outlive the Intake.
  Intake(const engine::Plan& plan, const Options& options);

  // Replaces everything in `work` but its batch.
  void prepare(Work& work) const;

 private:
  bool selects(const traffic::Record& record) const;
  void prepare_record(const traffic::Record& record, Work& work) const;
  // The client as --client says; empty when the record does not hold it.
  std::string_view named_client(const traffic::Record& record, Work& work) const;
  std::string_view client_behind_proxies(const traffic::Record& record, Work& work) const;
  engine::Classified classify(const traffic::Record& record, const Prepared& from,
                              Work& work) const;
  void count(const traffic::Record& record, const engine::Classified& request,
             IntakeCounts& counts) const;

  const engine::Plan& plan_;
  const Options& options_;
  bool reads_consumer_;  // a key of the Plan does, by itself
  std::vector<bool> route_reads_consumer_;
};

}  // namespace gw::simulate
