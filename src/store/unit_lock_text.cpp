#include "netseam/parallel/log.hpp"
#include "netseam/parallel/process_sign.hpp"
#include "netseam/store/unit_lock.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <map>
#include <sstream>

namespace netseam::store {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// 0 where the text is no number.
template <class T>
T number_in(const std::string& text) {
  T value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

LockHolder lock_holder_here() {
  const parallel::ProcessPlace place = parallel::this_process();
  LockHolder holder;
  holder.host = place.host;
  holder.boot = place.boot;
  holder.pid_namespace = place.pid_namespace;
  holder.process = place.process;
  holder.process_start = place.start;
  holder.slurm_job = environment("SLURM_JOB_ID");
  holder.slurm_restarts = number_in<std::int64_t>(environment("SLURM_RESTART_COUNT"));
  holder.token = parallel::random_token();
  holder.since = parallel::iso_time(std::chrono::system_clock::now());
  return holder;
}

std::string lock_text(const LockHolder& holder) {
  return fmt::format(
      "netseam lock: a run works on this unit and removes this file at its end\n"
      "host: {}\nboot: {}\npid_namespace: {}\nprocess: {}\nprocess_start: {}\nslurm_job: {}\n"
      "slurm_restarts: {}\nflocked: {}\nsince: {}\ntoken: {}\nend\n",
      holder.host, holder.boot, holder.pid_namespace, holder.process, holder.process_start, holder.slurm_job,
      holder.slurm_restarts, holder.flocked ? 1 : 0, holder.since, holder.token);
}

std::optional<LockHolder> parse_lock(std::string_view text) {
  if (!text.ends_with("\nend\n")) return std::nullopt;
  std::map<std::string, std::string> value;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);)
    if (const auto cut = line.find(": "); cut != std::string::npos)
      value[line.substr(0, cut)] = line.substr(cut + 2);
  LockHolder holder;
  holder.host = value["host"];
  holder.boot = value["boot"];
  holder.pid_namespace = value["pid_namespace"];
  holder.process = number_in<std::int64_t>(value["process"]);
  holder.process_start = number_in<std::uint64_t>(value["process_start"]);
  holder.slurm_job = value["slurm_job"];
  holder.slurm_restarts = number_in<std::int64_t>(value["slurm_restarts"]);
  holder.flocked = value["flocked"] == "1";
  holder.token = value["token"];
  holder.since = value["since"];
  // the token becomes a part of file names
  if (holder.token.empty() || holder.token.find_first_not_of("0123456789abcdef") != std::string::npos)
    return std::nullopt;
  return holder;
}

std::string holder_text(const LockHolder& holder) {
  return fmt::format("host {}, process {}, since {}{}", holder.host, holder.process, holder.since,
                     holder.slurm_job.empty() ? "" : fmt::format(" (Slurm job {})", holder.slurm_job));
}

bool is_dead(const LockHolder& holder, const LockHolder& self, const LockSigns& signs,
             const LockOptions& options) {
  constexpr int missed_by_old_boot = 6;
  const bool same_host = !holder.host.empty() && holder.host == self.host;
  const bool boots_known = !holder.boot.empty() && !self.boot.empty();
  if (same_host && boots_known && holder.boot == self.boot) {
    if (signs.flock == LockSigns::Flock::held) return false;
    if (holder.flocked && signs.flock == LockSigns::Flock::free) return true;
    if (!holder.pid_namespace.empty() && holder.pid_namespace == self.pid_namespace) {
      const bool other_start =
          holder.process_start > 0 && signs.process_start > 0 && holder.process_start != signs.process_start;
      return !signs.process_there || other_start;
    }
  }
  if (!holder.slurm_job.empty() && holder.slurm_job == self.slurm_job &&
      self.slurm_restarts > holder.slurm_restarts)
    return true;
  if (same_host && boots_known && holder.boot != self.boot)
    return signs.silent > missed_by_old_boot * options.renewal;
  return signs.silent > options.stale;
}

}  // namespace netseam::store
