// SPDX-License-Identifier: Apache-2.0
#include "ofxhost/lent.h"

#include <cstring>
#include <memory>
#include <vector>

namespace ofxhost {
namespace {

struct Loan {
  std::unique_ptr<char[]> text;
  size_t size;
};
thread_local std::vector<Loan> loans;

}  // namespace

char* lend(const std::string& text) {
  Loan loan{std::make_unique<char[]>(text.size() + 1), text.size()};
  std::memcpy(loan.text.get(), text.c_str(), text.size() + 1);
  loans.push_back(std::move(loan));
  return loans.back().text.get();
}

void lent_recall() {
  for (Loan& loan : loans) std::memset(loan.text.get(), '?', loan.size);
  loans.clear();
}

}  // namespace ofxhost
