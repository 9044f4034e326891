// Joins what several runs found, each on keys of its own.
#include <algorithm>
#include <iterator>
#include <vector>

#include "simulate/limit/tune.hpp"
#include "simulate/limit/tuning.hpp"
#include "simulate/read_counts.hpp"

namespace gw::simulate {

namespace {

// Adds the rows of `other`, both ascending by `key`; `add` joins two of the same.
template <class Row, class Key, class Add>
void add_rows(std::vector<Row>& to, const std::vector<Row>& other, Key key, Add&& add) {
  std::vector<Row> all;
  std::ranges::merge(to, other, std::back_inserter(all), {}, key, key);
  to.clear();
  for (const Row& row : all) {
    if (!to.empty() && to.back().*key == row.*key) {
      add(to.back(), row);
    } else {
      to.push_back(row);
    }
  }
}

void add_rejected(std::vector<TuneRejected>& to, const std::vector<TuneRejected>& other) {
  add_rows(to, other, &TuneRejected::limit, [](TuneRejected& one, const TuneRejected& more) {
    one.requests += more.requests;
    one.successes += more.successes;
  });
}

void add_population(TunePopulation& to, const TunePopulation& other) {
  to.requests += other.requests;
  add_rows(to.needs, other.needs, &TuneNeed::need, [](TuneNeed& one, const TuneNeed& more) {
    one.keys += more.keys;
    one.good_keys += more.good_keys;
  });
  add_rejected(to.curve, other.curve);
}

void add_groups(std::vector<TuneGroupPart>& to, const std::vector<TuneGroupPart>& other) {
  add_rows(to, other, &TuneGroupPart::number,
           [](TuneGroupPart& one, const TuneGroupPart& more) { add_population(one.of, more.of); });
}

}  // namespace

Result<void> add_part(TunePart& to, const TunePart& other, const Options& options) {
  const bool same = is_same_log(to.reading, other.reading) && to.first == other.first &&
                    to.last == other.last && to.peaks.size() == other.peaks.size() &&
                    to.heat.size() == other.heat.size();
  if (!same) return failure("it is not of the same log");
  add_population(to.normal, other.normal);
  add_population(to.incident, other.incident);
  add_rejected(to.clumped, other.clumped);
  for (size_t i = 0; i < to.heat.size(); ++i) {
    to.heat[i].rejected += other.heat[i].rejected;
    to.heat[i].good_keys += other.heat[i].good_keys;
  }
  for (size_t i = 0; i < to.peaks.size(); ++i) {
    add_rows(to.peaks[i].keys, other.peaks[i].keys, &TunePeaks::Keys::peak,
             [](TunePeaks::Keys& one, const TunePeaks::Keys& more) { one.keys += more.keys; });
  }
  add_groups(to.groups, other.groups);
  to.neediest.insert(to.neediest.end(), other.neediest.begin(), other.neediest.end());
  keep_neediest(to.neediest, options.top_clients);
  return {};
}

}  // namespace gw::simulate
