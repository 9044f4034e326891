#include "compile/predicate.hpp"

namespace gw::compile {
namespace {

engine::Predicate::How how_of(config::MatchKind kind) {
  switch (kind) {
    case config::MatchKind::kExact:
      return engine::Predicate::How::kExact;
    case config::MatchKind::kPrefix:
      return engine::Predicate::How::kPrefix;
    case config::MatchKind::kRegex:
      return engine::Predicate::How::kRegex;
    case config::MatchKind::kPresent:
      return engine::Predicate::How::kPresent;
    case config::MatchKind::kAbsent:
      return engine::Predicate::How::kAbsent;
  }
  return engine::Predicate::How::kExact;
}

}  // namespace

engine::Predicate predicate_of(const config::FieldMatch& match, engine::Predicate::Where where) {
  return {where, how_of(match.kind), match.name, match.text};
}

}  // namespace gw::compile
