// A condition on a header or a query value, as the engine evaluates it.
#pragma once

#include "config/config.hpp"
#include "engine/route_table.hpp"

namespace gw::compile {

engine::Predicate predicate_of(const config::FieldMatch& match, engine::Predicate::Where where);

}  // namespace gw::compile
