// SPDX-License-Identifier: Apache-2.0
// Runs the command that starts the engine.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace sfumato::engine {

// A command that is under way, in no terminal and with no handles of the host's. It is not ended with this object: what
// it started goes on.
class Starter {
 public:
  // `home`, where it is not empty, becomes SFUMATO_HOME. What hosts set for themselves (library paths, preloads, Node's
  // options) is left out of the environment. Null when it cannot be run; `why` then says it.
  static std::unique_ptr<Starter> run(const std::vector<std::string>& command, const std::string& home,
                                      std::string& why);
  virtual ~Starter() = default;

  // Whether it has ended. What it said on its way out, which ends a sentence, is in `said`; empty when all went well.
  virtual bool ended(std::string& said) = 0;
};

}  // namespace sfumato::engine
