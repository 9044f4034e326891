#include "parity/simulated.hpp"

#include <nlohmann/json.hpp>

namespace gw::testing {

using Json = nlohmann::json;

ArrivalsReplay read_arrivals_replay(const std::string& json) {
  const Json report = Json::parse(json);
  ArrivalsReplay out;
  out.compared = report.at("compared");
  out.differing = report.at("differing");
  out.unexplained = out.differing - report.at("explained").get<uint64_t>();
  return out;
}

std::map<int, Predicted> read_prediction(const std::string& json) {
  std::map<int, Predicted> out;
  const Json report = Json::parse(json);
  for (const Json& row : report.at("outcomes")) {
    Predicted& status = out[row.at("status")];
    status.requests += row.at("requests").get<uint64_t>();
    status.bound += row.at("bound").get<uint64_t>();
  }
  return out;
}

}  // namespace gw::testing
