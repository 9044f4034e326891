#include "config/schema.hpp"

#include "cmd/commands.hpp"
#include "cmd/terminal.hpp"

namespace gw::cmd {

namespace {

constexpr Example kExamples[] = {
    {"gw schema > gw.schema.json", "for '# yaml-language-server: $schema=./gw.schema.json'"},
};

ExitCode run_schema(const Invocation&, Terminal& terminal) {
  terminal.out(config::json_schema());
  return ExitCode::kFine;
}

}  // namespace

const Command kSchema{
    .name = "schema",
    .summary = "print the JSON Schema of the configuration, for editors",
    .doc = "JSON Schema draft-07, made from the table that the reader itself uses.",
    .examples = kExamples,
    .run = run_schema,
};

}  // namespace gw::cmd
