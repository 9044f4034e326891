// Every subcommand's entry in the table; each is defined in the file of its name.
#pragma once

#include "cmd/command.hpp"

namespace gw::cmd {

extern const Command kInit;
extern const Command kValidate;
extern const Command kLint;
extern const Command kRule;
extern const Command kRoutes;
extern const Command kShow;
extern const Command kExplain;
extern const Command kTest;
extern const Command kDiff;
extern const Command kSimulate;
extern const Command kReplayLimit;
extern const Command kReplayBreaker;
extern const Command kTuneLimit;
extern const Command kTuneBreaker;
extern const Command kTrafficStat;
extern const Command kTrafficConvert;
extern const Command kTrafficCut;
extern const Command kTrafficGrep;
extern const Command kTrafficGenerate;
extern const Command kMerge;
extern const Command kServe;
extern const Command kSchema;
extern const Command kVersion;
extern const Command kHelp;
extern const Command kDocs;

}  // namespace gw::cmd
