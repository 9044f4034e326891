// The files that a directory gave and that are no configurations of their own: overlays, parts of
// others, other products'. They are told in a line and not checked.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cmd/discovery.hpp"
#include "config/load.hpp"

namespace gw::cmd {

class PassedOver {
 public:
  // Whether the target is to be passed over; remembers it and why. What the user named never is.
  bool takes(const Target& target, const config::Loaded& loaded);

  // A line for each reason, on standard error.
  void tell(Terminal& terminal) const;
  bool empty() const { return files_.empty(); }

 private:
  std::map<std::string, std::vector<std::string>> files_;  // by reason
};

}  // namespace gw::cmd
