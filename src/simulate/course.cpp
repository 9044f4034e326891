#include "simulate/course.hpp"

namespace gw::simulate {

SeenVerdict seen(const Course& course) {
  if (!course.concluded) return {};
  return {std::string(engine::name(course.verdict.reason)), course.verdict.status,
          engine::seconds_rounded_up(course.retry_after)};
}

}  // namespace gw::simulate
