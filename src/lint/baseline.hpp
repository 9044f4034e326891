// Findings that were there when gw lint came: a text file that keeps them silent, a line each, so
// that new ones stand out and the file can be reviewed and merged like any other. Files are named
// from the folder of the baseline, so that it says the same wherever gw runs.
//
//   # gw lint baseline 1
//   3b0c2f18a7d6e954 GW501 conf/gw.yaml
#pragma once

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "lint/finding.hpp"

namespace gw::lint {

class Baseline {
 public:
  // What it calls a file that messages show under a name.
  using NameOf = std::function<std::string(const std::string&)>;
  explicit Baseline(NameOf name_of = std::identity()) : name_of_(std::move(name_of)) {}

  // Adds what the text names; what it does not understand is told at its place.
  Diagnostics read(const SourceText& text);

  // The findings of a configuration, as they are told now.
  void add(const SourceText& source, const std::vector<Finding>& findings);
  // Takes out the findings that are in it.
  void filter(const SourceText& source, std::vector<Finding>& findings) const;

  std::string to_text() const;
  size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string file;
    std::string fingerprint;
    std::string rule;
    auto operator<=>(const Entry&) const = default;
  };

  std::vector<Entry> entries_of(const SourceText& source,
                                const std::vector<Finding>& findings) const;

  NameOf name_of_;
  std::set<Entry> entries_;
};

}  // namespace gw::lint
