#include "simulate/work.hpp"

namespace gw::simulate {

void IntakeCounts::add(const IntakeCounts& other) {
  records += other.records;
  left_out += other.left_out;
  coarse_stamps += other.coarse_stamps;
  without_duration += other.without_duration;
  assumed_duration += other.assumed_duration;
  refused_left_out += other.refused_left_out;
  unnamed_clients += other.unnamed_clients;
  without_key += other.without_key;
  without_route += other.without_route;
  without_host += other.without_host;
  without_status += other.without_status;
  garbage += other.garbage;
  recorded_by_gateway += other.recorded_by_gateway;
  with_forwarded_for += other.with_forwarded_for;
  with_user += other.with_user;
  authenticated_by_user += other.authenticated_by_user;
  authenticated_by_address += other.authenticated_by_address;
  unauthenticated += other.unauthenticated;
  consumers_by_address += other.consumers_by_address;
  if (with_header.size() < other.with_header.size()) with_header.resize(other.with_header.size());
  for (size_t i = 0; i < other.with_header.size(); ++i) with_header[i] += other.with_header[i];
  for (size_t i = 0; i < statuses.size(); ++i) statuses[i] += other.statuses[i];
}

}  // namespace gw::simulate
