#pragma once
#include <cstdint>
#include <string>

namespace netseam::parallel {

/// What tells a process of this machine from all others. Empty texts where the system does not say.
struct ProcessPlace {
  std::string host;
  std::string boot;           // of the kernel, new with every start of the machine
  std::string pid_namespace;  // process numbers of one host are comparable only inside of one
  std::int64_t process = 0;
  std::uint64_t start = 0;  // of the process, in clock ticks since the boot; 0 = not known
};

/// Of this machine; empty where the system does not say.
[[nodiscard]] std::string host_name();
[[nodiscard]] ProcessPlace this_process();

/// A process of this machine, seen from outside.
struct ProcessSign {
  bool there = false;       // it runs, also where another user's processes are hidden
  std::uint64_t start = 0;  // 0 = not known
};

[[nodiscard]] ProcessSign look_at_process(std::int64_t process);

/// 16 random hexadecimal digits of the system; no result depends on them.
[[nodiscard]] std::string random_token();

/// HOST-NAMESPACE-PROCESS-RANDOM: a part of names that no other run uses.
[[nodiscard]] std::string run_token();
/// Whether the process of a run_token ran on this host, and has ended.
[[nodiscard]] bool has_ended(const std::string& token);

}  // namespace netseam::parallel
