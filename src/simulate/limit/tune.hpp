// Which limit fits a log: every candidate at once, the peaks of its keys, and the smallest limit
// that leaves a stated share of the good keys alone. A limit of L in a time P admits L at once and
// L in every P: GCRA with the rate L/P and a burst of L - 1, which is a token bucket of L tokens.
//
// The model is that of limit/replay.hpp: an open loop, refused requests do not come back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"
#include "simulate/options.hpp"
#include "simulate/results.hpp"
#include "simulate/sample_intake.hpp"
#include "simulate/simulate.hpp"

namespace gw::simulate {

struct TuneSettings {
  SampleRule rule;
  std::string key;               // as written, for the report
  std::string group_by;          // as written, for the report; empty without groups
  Duration per = seconds(1);     // 1 us or more
  std::vector<uint64_t> limits;  // to try, ascending; empty: chosen by the highest need
  Ratio block_at_most{1'000};    // of the good keys
  // Instead of that: the largest limit under which all keys together stay within it, in every
  // stretch of its time.
  std::optional<Rate> keep_below;
  // An attack beside what is normal: told by when it came, or by its source's number, from that
  // one on. What is neither counts nowhere; without `normal` all else is normal. A key starts
  // afresh in the attack.
  std::optional<Between> normal;
  std::optional<Between> incident;
  std::optional<uint32_t> attack_from;

  uint32_t max_groups = 10'000;  // told apart; the rest are "(other)"
  bool curve = false;            // fill in LimitTune::curve, a run over the needy keys each point

  bool has_incident() const { return incident || attack_from; }
};

struct TunePoint {
  uint64_t limit = 0;
  uint64_t rejected = 0;            // requests
  uint64_t rejected_successes = 0;  // of those, recorded as 2xx or 3xx
  uint64_t keys = 0;                // with a rejected request
  uint64_t good_keys = 0;           // of those, with any recorded success
  // Let through of all keys together in the busiest stretch of TuneSettings::keep_below, with that.
  std::optional<uint64_t> busiest;
};

struct TuneCell {
  uint64_t rejected = 0;
  uint64_t good_keys = 0;  // with a rejected request
};

// What limits of a rate, and another number at once, reject; cells by rate, then by that number.
struct HeatMap {
  std::vector<uint64_t> rates;
  std::vector<uint64_t> at_once;
  std::vector<TuneCell> cells;
};

// What the same limits do to the attack.
struct TuneIncident {
  uint64_t requests = 0;
  uint64_t keys = 0;
  std::vector<TunePoint> points;  // those of LimitTune::points
  std::vector<TunePoint> curve;   // those of LimitTune::curve
  std::optional<TunePoint> at_suggestion;
};

// The most requests of one key in any half-open stretch of that length, over all keys.
struct PeakRow {
  Duration window{0};
  uint64_t p50 = 0;
  uint64_t p90 = 0;
  uint64_t p99 = 0;
  uint64_t p999 = 0;
  uint64_t max = 0;
};

struct TuneKey {
  std::string key;
  uint64_t requests = 0;
  uint64_t need = 0;  // the smallest limit that rejects nothing of it
};

// A group of requests, whose keys count for themselves.
struct TuneGroup {
  std::string group;  // as logged
  uint64_t requests = 0;
  uint64_t keys = 0;
  uint64_t good_keys = 0;
  std::optional<TunePoint> at_suggestion;  // what the limit suggested for all does to it
  // What would be suggested for it alone, unless all keys together keep below a rate.
  std::optional<TunePoint> alone;
};

struct LimitTune {
  std::string key;
  std::string group_by;  // as TuneSettings::group_by
  ClientRule client;     // whom the key's client is
  Duration per{0};
  bool partial = false;
  WallTime first;
  WallTime last;
  uint64_t requests = 0;
  uint64_t keys = 0;
  uint64_t good_keys = 0;  // with any recorded success
  std::vector<TunePoint> points;
  // Into points: where raising the limit begins to matter less, farthest from the straight line
  // between the curve's ends; none for a curve without a bend.
  std::optional<size_t> knee;
  std::optional<HeatMap> heat;  // unless the limits were given
  std::optional<TuneIncident> incident;
  std::vector<PeakRow> peaks;
  std::vector<TuneKey> neediest;
  std::vector<TuneGroup> groups;  // most requests first, then by name; of a grouped log alone
  size_t top = 0;                 // rows for people: Options::top_clients
  Ratio block_at_most;
  std::optional<Rate> keep_below;
  // The smallest candidate that keeps within block_at_most, of each limit up to 10,000, of four
  // digits and zeros, and of TuneSettings::limits; or one that keeps below where the next one does
  // not. None without requests, and when no limit keeps below.
  std::optional<TunePoint> suggestion;
  // How many requests the suggestion rejects with those of each second at its beginning, when they
  // were spread over it and every request is of a log in whole seconds without durations.
  std::optional<uint64_t> clumped;
  // With TuneSettings::curve: `points`, the suggestion, and when no limits are given every limit of
  // at most two digits and zeros below what nobody exceeds. Ascending.
  std::vector<TunePoint> curve;
  Reading reading;
  std::vector<Caveat> caveats;
};

// How many keys need a limit, the smallest that rejects nothing of them.
struct TuneNeed {
  uint64_t need = 0;
  uint64_t keys = 0;
  uint64_t good_keys = 0;
};

// What a limit rejects.
struct TuneRejected {
  uint64_t limit = 0;
  uint64_t requests = 0;
  uint64_t successes = 0;
};

struct TunePeaks {
  struct Keys {
    uint64_t peak = 0;
    uint64_t keys = 0;
  };
  Duration window{0};
  std::vector<Keys> keys;  // ascending
};

struct TunePopulation {
  uint64_t requests = 0;
  std::vector<TuneNeed> needs;      // ascending
  std::vector<TuneRejected> curve;  // ascending, every limit that a report may ask for; others 0
};

struct TuneGroupPart {
  uint32_t number = 0;  // the same in every part
  std::string group;
  TunePopulation of;
};

struct TuneBusiest {
  uint64_t limit = 0;
  uint64_t requests = 0;
};

// What a run found on the keys that it took, in a form to which that of the other keys can be
// added. Every run reads the whole log, so that times and the reading are those of all keys.
struct TunePart {
  bool partial = false;
  WallTime first;
  WallTime last;
  TunePopulation normal;
  TunePopulation incident;
  bool whole_seconds = false;           // see LimitTune::clumped, and by limit what that is:
  std::vector<TuneRejected> clumped;    // ascending, those that a report may ask for
  std::vector<TuneCell> heat;           // by all steps of tuning.hpp; empty when limits were given
  std::vector<TuneBusiest> busiest;     // ascending, with keep_below; not of a shard
  std::optional<uint64_t> keeps_below;  // the limit that does, with keep_below
  std::vector<TunePeaks> peaks;
  std::vector<TuneKey> neediest;
  std::vector<TuneGroupPart> groups;  // ascending; of what is normal
  Reading reading;
};

// Errors as replay_limit_part.
Result<TunePart> tune_limit_part(std::vector<Source> sources, const TuneSettings& settings,
                                 const Options& options, const ProgressCallback& progress);

// An Error when the other part is not of the same log.
Result<void> add_part(TunePart& to, const TunePart& other, const Options& options);

LimitTune limit_tune(TunePart part, const TuneSettings& settings, const Options& options);

// All of it for all keys.
Result<LimitTune> tune_limit(std::vector<Source> sources, const TuneSettings& settings,
                             const Options& options, const ProgressCallback& progress);

}  // namespace gw::simulate
