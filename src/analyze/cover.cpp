#include "analyze/cover.hpp"

#include <utility>

namespace gw::analyze {

Cover::Cover(RouteSets& sets, const std::vector<size_t>& takers, std::vector<size_t> rivals,
             Witness request)
    : sets_(sets), rivals_(std::move(rivals)), request_(std::move(request)) {
  std::vector<const config::Route*> all;
  all.reserve(takers.size() + rivals_.size());
  for (const size_t taker : takers) all.push_back(&sets_.route(taker));
  for (const size_t rival : rivals_) all.push_back(&sets_.route(rival));
  names_ = conditions_of(all);
  for (const NameConditions& name : names_) {
    uint64_t& mine = mine_.emplace_back();
    for (size_t i = 0; i < takers.size(); ++i) mine |= bits_of(name, *all[i]);
    std::vector<uint64_t>& bits = theirs_.emplace_back();
    for (size_t i = takers.size(); i < all.size(); ++i) bits.push_back(bits_of(name, *all[i]));
  }
}

bool Cover::leaves_some() {
  for (const NameConditions& name : names_) {
    const ValueCases& found = sets_.cases(name);
    if (found) {
      cases_.push_back(&*found);
    } else {
      construct_ = found.error().construct;
      return false;
    }
  }
  std::vector<size_t> all(rivals_.size());
  for (size_t i = 0; i < all.size(); ++i) all[i] = i;
  return search(0, all);
}

bool Cover::search(size_t name, const std::vector<size_t>& alive) {
  if (++combinations_ > kMaxCombinations) construct_ = "too many combinations of conditions";
  if (!construct_.empty()) return false;
  if (name == names_.size()) {
    if (alive.empty() || !witness_) witness_ = built();
    if (!alive.empty()) winners_.insert(rivals_[alive.front()]);
    return alive.empty();
  }
  for (const ValueCase& one : *cases_[name]) {
    if ((one.holds & mine_[name]) != mine_[name]) continue;
    std::vector<size_t> left;
    for (const size_t rival : alive) {
      const uint64_t bits = theirs_[name][rival];
      if ((one.holds & bits) == bits) left.push_back(rival);
    }
    chosen_.push_back(&one);
    const bool found = search(name + 1, left);
    chosen_.pop_back();
    if (found) return true;
  }
  return false;
}

Witness Cover::built() const {
  Witness out = request_;
  for (size_t i = 0; i < names_.size(); ++i) set_value(out, names_[i], chosen_[i]->value);
  return out;
}

}  // namespace gw::analyze
