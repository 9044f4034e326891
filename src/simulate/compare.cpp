#include "simulate/compare.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "simulate/feed.hpp"
#include "simulate/limit_keys.hpp"
#include "simulate/plan_run.hpp"

namespace gw::simulate {

namespace {

// A batch as both Plans see it. Its records stay where they are; each Intake borrows them.
struct PairWork final : Work {
  RequestWork before;
  RequestWork after;
};

class PairIntake final : public Preparer {
 public:
  PairIntake(const Intake& before, const Intake& after) : before_(before), after_(after) {}

  std::unique_ptr<Work> new_work() const override { return std::make_unique<PairWork>(); }

  // Both select the same records; the counts are those of the new side.
  void prepare(Work& any) const override {
    auto& work = static_cast<PairWork&>(any);
    prepare_side(work, before_, work.before);
    prepare_side(work, after_, work.after);
    work.count = work.after.count;
    work.logged_ns = work.after.logged_ns;
    work.counts = work.after.counts;
    // The first of the two fills it in.
    work.counts.assumed_duration = work.before.counts.assumed_duration;
  }

 private:
  static void prepare_side(PairWork& work, const Intake& intake, RequestWork& side) {
    std::swap(work.batch, side.batch);
    intake.prepare(side);
    std::swap(work.batch, side.batch);
  }

  const Intake& before_;
  const Intake& after_;
};

// Brings the two verdicts of each request together. One that has ended under one Plan waits for the
// other, so there are never more than what is on its way under either.
class Joiner {
 public:
  Joiner(const std::vector<std::vector<size_t>>& same_as, LimitKeys& keys, TrafficChange& out)
      : same_as_(same_as), keys_(keys), out_(out) {}

  void before(const Moment&, const engine::Verdict& verdict, const Recorded& recorded) {
    out_.delayed_before += verdict.queued.ns > 0 ? 1 : 0;
    const auto [half, is_first] = waiting_.try_emplace(recorded.number);
    if (is_first) {
      half->second = {{recorded.route, verdict.reason}, {}, {}, engine::kNone};
    } else {
      const Half other = half->second;
      waiting_.erase(half);
      join({recorded.route, verdict.reason}, other);
    }
  }

  void after(const Moment& at, const engine::Verdict& verdict, const Recorded& recorded) {
    out_.delayed_after += verdict.queued.ns > 0 ? 1 : 0;
    const Half now{{recorded.route, verdict.reason}, at, recorded, verdict.limit};
    const auto [half, is_first] = waiting_.try_emplace(recorded.number);
    if (is_first) {
      half->second = now;
    } else {
      const Ending ending = half->second.ending;
      waiting_.erase(half);
      join(ending, now);
    }
  }

  void finish(const engine::Plan& old_plan, const engine::Plan& new_plan, const Clients& clients,
              uint32_t top) {
    const auto name_of = [](const engine::Plan& plan, uint32_t route) {
      return route == engine::kNone ? std::string() : plan.routes[route].name;
    };
    for (const auto& [endings, counts] : endings_) {
      const auto& [before, after] = endings;
      ChangedEndings& row = out_.endings.emplace_back();
      row.before = before;
      row.after = after;
      row.route_after = name_of(new_plan, after.route);
      const bool is_same = is_same_route(before.route, after.route);
      row.route_before = is_same ? row.route_after : name_of(old_plan, before.route);
      row.requests = counts.requests;
      row.recorded_success = counts.success;
    }
    std::ranges::stable_sort(out_.endings, std::ranges::greater{}, &ChangedEndings::requests);
    out_.clients_newly_refused = hits_.size();
    const std::vector<uint64_t> requests = clients.requests_by_client();
    for (const auto& [client, hit] : hits_) {
      out_.top.push_back(
          {clients.name(client), requests[client], hit.refused, hit.success, {hit.first_ns}});
    }
    std::ranges::sort(out_.top, [](const NewlyRefused& a, const NewlyRefused& b) {
      return a.refused != b.refused ? a.refused > b.refused : a.client < b.client;
    });
    if (out_.top.size() > top) out_.top.resize(top);
    finish_keys(new_plan, top);
  }

 private:
  struct Half {
    Ending ending;
    // Of the new side:
    Moment at;
    Recorded recorded;
    uint32_t limit = engine::kNone;  // that decided
  };
  struct Counts {
    uint64_t requests = 0;
    uint64_t success = 0;
  };
  struct Hit {
    uint64_t refused = 0;
    uint64_t success = 0;
    int64_t first_ns = INT64_MAX;
    void add(bool was_success, const Moment& at) {
      ++refused;
      success += was_success ? 1 : 0;
      first_ns = std::min(first_ns, at.ns);
    }
  };

  void finish_keys(const engine::Plan& plan, uint32_t top) {
    out_.keys_newly_refused = key_hits_.size();
    for (const auto& [place, hit] : key_hits_) {
      const auto& [limit, hash] = place;
      const LimitKeys::Name& name = keys_.name(limit, hash);
      out_.keys.push_back({plan.limits[limit].name,
                           name.text,
                           name.requests,
                           hit.refused,
                           hit.success,
                           {hit.first_ns}});
    }
    std::ranges::sort(out_.keys, [](const NewlyRefusedKey& a, const NewlyRefusedKey& b) {
      if (a.refused != b.refused) return a.refused > b.refused;
      return std::tie(a.limit, a.key, a.first, a.requests) <
             std::tie(b.limit, b.key, b.first, b.requests);
    });
    if (out_.keys.size() > top) out_.keys.resize(top);
  }

  bool is_same_route(uint32_t before, uint32_t after) const {
    if (before == engine::kNone || after == engine::kNone) return before == after;
    return std::ranges::find(same_as_[before], after) != same_as_[before].end();
  }

  void join(const Ending& before, const Half& now) {
    join_known(before, now);
    keys_.forget(now.recorded.order);
  }

  void join_known(const Ending& before, const Half& now) {
    const Ending& after = now.ending;
    const Recorded& recorded = now.recorded;
    ++out_.requests;
    if (before.reason == after.reason && is_same_route(before.route, after.route)) return;
    ++out_.changed;
    const bool success = recorded.status >= 200 && recorded.status < 400;
    Counts& counts = endings_[{before, after}];
    ++counts.requests;
    counts.success += success ? 1 : 0;
    const bool was_refused = engine::is_rejection(before.reason);
    const bool is_refused = engine::is_rejection(after.reason);
    if (was_refused && !is_refused) ++out_.newly_let_through;
    if (was_refused || !is_refused) return;
    ++out_.newly_refused;
    out_.newly_refused_success += success ? 1 : 0;
    hits_[recorded.client].add(success, now.at);
    if (now.limit == engine::kNone) return;
    const LimitKeys::Key key = keys_.key_of(recorded.order, now.limit);
    if (key.found) key_hits_[{now.limit, key.hash}].add(success, now.at);
  }

  const std::vector<std::vector<size_t>>& same_as_;
  LimitKeys& keys_;
  TrafficChange& out_;
  std::unordered_map<uint32_t, Half> waiting_;  // by number; never walked
  std::map<std::pair<Ending, Ending>, Counts> endings_;
  std::map<uint32_t, Hit> hits_;                           // by client of the new side
  std::map<std::pair<uint32_t, uint64_t>, Hit> key_hits_;  // by limit of the new side and key
};

}  // namespace

Result<TrafficChange> compare_traffic(const PlanSide& before, const PlanSide& after,
                                      const std::vector<std::vector<size_t>>& same_as,
                                      std::vector<Source> sources, const Options& options,
                                      const ProgressCallback& progress) {
  if (Result<void> checked = check_run(options, sources.size()); !checked) {
    return tl::unexpected(checked.error());
  }
  Options old_options = options;
  Options new_options = options;
  old_options.trusted_proxies = before.trusted_proxies;
  new_options.trusted_proxies = after.trusted_proxies;
  TrafficChange out;
  const Intake new_intake(*after.plan, new_options);
  LimitKeys keys(*after.plan, new_intake);
  Joiner joiner(same_as, keys, out);
  PlanRun old_run(before.plan, old_options, [&](const auto&... seen) { joiner.before(seen...); });
  PlanRun new_run(after.plan, new_options, [&](const auto&... seen) { joiner.after(seen...); });
  const PairIntake intake(old_run.intake(), new_intake);
  Feed feed(sources, intake, options.threads);
  bool partial = false;
  while (!partial) {
    Result<std::optional<Feed::Stretch>> stretch = feed.next();
    if (!stretch) return tl::unexpected(stretch.error());
    if (!*stretch) break;
    const Feed::Stretch& one = **stretch;
    auto& work = static_cast<PairWork&>(*one.work);
    keys.add(work.batch, work.after, one.begin, one.end, one.source);
    old_run.take(work.before, one.begin, one.end, one.source);
    new_run.take(work.after, one.begin, one.end, one.source);
    partial = progress && !progress({feed.counts().records, feed.bytes()});
  }
  old_run.finish();
  new_run.finish();
  joiner.finish(*before.plan, *after.plan, new_run.clients(), options.top_clients);
  out.after = new_run.results(sources, feed.counts());
  out.after.partial = partial;
  out.clients = out.after.hit.clients;
  return out;
}

}  // namespace gw::simulate
