// What changes in behaviour between two configurations, as `terraform plan` shows such things, as
// JSON, and as Markdown for a pull request.
#pragma once

#include <string>

#include "analyze/differences.hpp"
#include "report/style.hpp"
#include "simulate/compare.hpp"

namespace gw::report {

struct Diff {
  std::string before;  // what the two are called
  std::string after;
  const analyze::Differences& differences;
  const simulate::TrafficChange* traffic = nullptr;  // null: there is no log
};

// Ends with the line of diff_summary.
std::string diff_text(const Diff& diff, const Style& style);

std::string diff_json(const Diff& diff);

// The summary comes first.
std::string diff_markdown(const Diff& diff);

// "1 route added, 2 rerouted, authentication lost on 1 route, 3 other settings changed." or "No
// change in behaviour.".
std::string diff_summary(const analyze::Differences& differences);

}  // namespace gw::report
