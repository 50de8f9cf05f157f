// SPDX-License-Identifier: Apache-2.0
// Written to the Windows documentation, compiled with mingw-w64 and not yet run there.
#if defined(_WIN32)
#include <windows.h>

#include <iterator>

#include "starter.h"
#include "system_files.h"
#include "system_text.h"

namespace sfumato::engine {
namespace {

// As CommandLineToArgvW takes it apart.
void append_quoted(std::wstring& line, const std::wstring& argument) {
  line += L'"';
  size_t backslashes = 0;
  for (const wchar_t c : argument) {
    if (c == L'\\') {
      ++backslashes;
      continue;
    }
    line.append(c == L'"' ? 2 * backslashes + 1 : backslashes, L'\\');
    backslashes = 0;
    line += c;
  }
  line.append(2 * backslashes, L'\\');
  line += L'"';
}

bool passed_on(const std::wstring& variable) {
  for (const wchar_t* prefix : {L"NODE_OPTIONS=", L"NODE_PATH=", L"ELECTRON_RUN_AS_NODE=", L"SFUMATO_HOME="})
    if (_wcsnicmp(variable.c_str(), prefix, std::wstring(prefix).size()) == 0) return false;
  return true;
}

std::wstring child_environment(const std::string& home) {
  std::wstring block;
  wchar_t* all = GetEnvironmentStringsW();
  for (const wchar_t* one = all; one && *one;) {
    const std::wstring variable = one;
    if (passed_on(variable)) block.append(variable).push_back(L'\0');
    one += variable.size() + 1;
  }
  FreeEnvironmentStringsW(all);
  const std::string set = home.empty() ? environment("SFUMATO_HOME") : home;
  if (!set.empty()) block.append(L"SFUMATO_HOME=").append(wide(absolute(set))).push_back(L'\0');
  block.push_back(L'\0');
  return block;
}

class WindowsStarter : public Starter {
 public:
  explicit WindowsStarter(HANDLE process) : process_(process) {}
  ~WindowsStarter() override { CloseHandle(process_); }

  bool ended(std::string& said) override {
    DWORD code = 0;
    if (WaitForSingleObject(process_, 0) != WAIT_OBJECT_0) return false;
    GetExitCodeProcess(process_, &code);
    said = code == 0 ? "" : "the command that starts it ended with status " + std::to_string(code);
    return true;
  }

 private:
  HANDLE process_;
};

}  // namespace

std::unique_ptr<Starter> Starter::run(const std::vector<std::string>& command, const std::string& home,
                                      std::string& why) {
  std::wstring line;
  for (const std::string& argument : command) {
    if (!line.empty()) line += L' ';
    append_quoted(line, wide(argument));
  }
  std::wstring variables = child_environment(home);
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION made{};
  const DWORD flags = CREATE_NO_WINDOW | CREATE_NEW_PROCESS_GROUP | CREATE_UNICODE_ENVIRONMENT;
  if (!CreateProcessW(nullptr, line.data(), nullptr, nullptr, FALSE, flags, variables.data(), nullptr, &startup, &made)) {
    why = command[0] + ": system error " + std::to_string(GetLastError());
    return nullptr;
  }
  CloseHandle(made.hThread);
  return std::make_unique<WindowsStarter>(made.hProcess);
}

}  // namespace sfumato::engine
#endif
