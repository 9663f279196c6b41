#include "netseam/parallel/launcher.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <string_view>

namespace netseam::parallel {
namespace {

/// A number in the environment; 0 where there is none.
unsigned long number_of(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr) return 0;
  const std::string_view text(value);
  unsigned long number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

[[noreturn]] void refuse(const char* variable, unsigned long processes, const char* what_to_do) {
  throw core::ConfigError(fmt::format(
      "this is one of {} processes ({}), but MPI sees a single rank, so that each of them would do all "
      "the work: {}; where runs beside each other are meant, unset {}",
      processes, variable, what_to_do, variable));
}

void check_environment() {
  constexpr const char *open_mpi = "OMPI_COMM_WORLD_SIZE", *other_mpi = "PMI_SIZE",
                       *tasks_of_step = "SLURM_STEP_NUM_TASKS", *tasks = "SLURM_NTASKS";
  constexpr const char* own_mpirun = "start it with the mpirun of the MPI that it was built with";
  constexpr const char* own_srun =
      "start it with `srun --mpi=pmix` (`srun --mpi=list` shows whether there is PMIx), or with mpirun";
  constexpr unsigned long first_special_step = 0xfffffff0;  // batch scripts and the like
  if (std::getenv(open_mpi) != nullptr) {                   // in a step of Slurm's that mpirun made, too
    if (const auto processes = number_of(open_mpi); processes > 1) refuse(open_mpi, processes, own_mpirun);
    return;
  }
  if (const auto processes = number_of(tasks_of_step); processes > 1)
    refuse(tasks_of_step, processes, own_srun);
  const bool in_step =
      std::getenv("SLURM_STEP_ID") != nullptr && number_of("SLURM_STEP_ID") < first_special_step;
  if (in_step && std::getenv(tasks_of_step) == nullptr)
    if (const auto processes = number_of(tasks); processes > 1) refuse(tasks, processes, own_srun);
  if (const auto processes = number_of(other_mpi); processes > 1) refuse(other_mpi, processes, own_mpirun);
}

}  // namespace

void require_launcher_of_this_mpi(const Communicator& communicator) {
  agree(communicator, [&] {
    if (communicator.size() == 1) check_environment();
  });
}

}  // namespace netseam::parallel
