// A request's head from the record of a log, as far as the log holds it.
#pragma once

#include <vector>

#include "http/message.hpp"
#include "simulate/request_head.hpp"
#include "traffic/record.hpp"

namespace gw::simulate {

// Memory of the head, beside the record's own.
struct RecordHead {
  HeadScratch scratch;
  std::vector<http::Field> fields;
};

// False when it is no request, as read_head() says.
bool read_record_head(const traffic::Record& record, RecordHead& memory, http::RequestHead& head);

}  // namespace gw::simulate
