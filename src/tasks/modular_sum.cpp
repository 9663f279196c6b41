#include "netseam/tasks/modular_sum.hpp"

#include "netseam/core/error.hpp"

#include <string>
#include <vector>

namespace netseam::tasks {
namespace {

constexpr std::size_t most_rows = std::size_t{1} << 24;

std::size_t rows_of(const ModularSum& sum) {
  if (sum.modulus < 2 || sum.outer_modulus < 2 || sum.terms == 0 || sum.groups == 0)
    throw core::InternalError("a modular sum needs moduli of at least 2, terms and groups");
  std::size_t rows = 1;
  for (std::size_t digit = 0; digit < sum.terms * sum.groups; ++digit) {
    rows *= sum.modulus;
    if (rows > most_rows) throw core::InternalError("a modular sum has more than 2^24 rows");
  }
  return rows;
}

std::string name_of(const ModularSum& sum) {
  return "modular sum " + std::to_string(sum.modulus) + " (" + std::to_string(sum.terms) + " terms, " +
         std::to_string(sum.groups) + " groups) mod " + std::to_string(sum.outer_modulus);
}

}  // namespace

Task modular_sum(const ModularSum& sum) {
  const std::size_t rows = rows_of(sum), digits = sum.terms * sum.groups;
  Task task =
      blank_task(name_of(sum), rows, digits * sum.modulus, sum.outer_modulus, FittingLoss::cross_entropy);
  std::vector<std::size_t> digit(digits, 0);
  for (std::size_t row = 0; row < rows; ++row) {
    std::size_t result = 0;
    for (std::size_t group = 0; group < sum.groups; ++group) {
      std::size_t inner = 0;
      for (std::size_t term = 0; term < sum.terms; ++term) {
        const std::size_t place = group * sum.terms + term;
        task.input[row * task.inputs + place * sum.modulus + digit[place]] = 1;
        inner += digit[place];
      }
      result += inner % sum.modulus;
    }
    task.target[row * task.outputs + result % sum.outer_modulus] = 1;
    for (std::size_t place = digits; place-- > 0 && ++digit[place] == sum.modulus;) digit[place] = 0;
  }
  return task;
}

}  // namespace netseam::tasks
