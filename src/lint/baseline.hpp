// Findings that were there when gw lint came: a text file that keeps them silent, a line each, so
// that new ones stand out and the file can be reviewed and merged like any other.
//
//   # gw lint baseline 1
//   3b0c2f18a7d6e954 GW501 conf/gw.yaml
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "lint/finding.hpp"

namespace gw::lint {

class Baseline {
 public:
  // Adds what the text names; what it does not understand is told at its place.
  Diagnostics read(const SourceText& text);

  // The findings of a file under its name, as they are told now.
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

  std::set<Entry> entries_;
};

}  // namespace gw::lint
