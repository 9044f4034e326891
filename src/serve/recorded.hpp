// The facts of a request and its steps in the form of a recording.
#pragma once

#include <string_view>
#include <vector>

#include "engine/classify.hpp"
#include "engine/step.hpp"
#include "engine/verdict.hpp"
#include "http/head_parser.hpp"
#include "serve/sequencer.hpp"
#include "traffic/recording.hpp"

namespace gw::serve {

// `endpoint` is the one that a Finished is about.
traffic::RecordedStep recorded_step(const Stamp& stamp, const engine::Event& event,
                                    uint32_t endpoint);

struct RequestFacts {
  const http::RequestParse& parse;
  const engine::Plan& plan;
  const engine::Verdict& verdict;
  engine::Ticket ticket;
  std::string_view client;
  std::string_view consumer;
  engine::Identity identity = engine::Identity::kAnonymous;
  uint64_t balance_hash = 0;
  Duration retry_after{0};
  uint64_t content_bytes = 0;
  WallTime arrived;
  Duration duration{0};
  HashKey key;  // of the fingerprints
};

// Every field that a configuration could match or count by, so that another one can be tried on
// the recording; credentials and cookies as fingerprints.
traffic::RecordedRequest recorded_request(const RequestFacts& facts,
                                          std::vector<traffic::RecordedStep> steps);

}  // namespace gw::serve
