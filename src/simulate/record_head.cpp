#include "simulate/record_head.hpp"

namespace gw::simulate {

namespace {

void read_fields(const traffic::Record& record, std::vector<http::Field>& fields) {
  fields.clear();
  if (!record.user_agent.empty()) fields.push_back({"user-agent", record.user_agent});
  if (!record.referer.empty()) fields.push_back({"referer", record.referer});
  if (!record.x_forwarded_for.empty()) {
    fields.push_back({"x-forwarded-for", record.x_forwarded_for});
  }
  for (const traffic::NamedValue& field : record.fields) {
    fields.push_back({field.name, field.value});
  }
}

}  // namespace

bool read_record_head(const traffic::Record& record, RecordHead& memory, http::RequestHead& head) {
  if (!read_head({record.method, record.target, record.host}, memory.scratch, head)) return false;
  read_fields(record, memory.fields);
  head.fields = memory.fields;
  return true;
}

}  // namespace gw::simulate
