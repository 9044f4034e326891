// Which records of a log count, and who sent them: what `--only`, `--between` and `--client` say.
#pragma once

#include <string_view>

#include "simulate/options.hpp"
#include "simulate/work.hpp"
#include "traffic/arena.hpp"
#include "traffic/record.hpp"

namespace gw::simulate {

bool is_selected(const Options& options, const traffic::Record& record, traffic::Arena& arena);

// Whether a record of `work` counts, with what is assumed of it filled in; counts those that do
// not.
bool takes(const Options& options, traffic::Record& record, Work& work);

// The client as --client says, else the record's own address. `named` is false in the latter case.
struct Sender {
  std::string_view client;
  bool named = true;
};
Sender sender_of(const Options& options, const traffic::Record& record, traffic::Arena& arena);

// The client as it may be shown: "***" where --client reads a field that may hold a credential.
std::string_view shown_client(const Options& options, std::string_view client);
// The same of the value of a field.
std::string_view shown_header(std::string_view name, std::string_view value);

// The value of a request header field by its lower-case name; empty when the log has none.
std::string_view header_value(const traffic::Record& record, std::string_view name);

// Whether the answer was the gateway's own refusal as far as the log tells.
bool made_by_gateway(const traffic::Record& record);

// Counts what every report says of its records.
void count_record(const traffic::Record& record, IntakeCounts& counts);

}  // namespace gw::simulate
