#include "netseam/core/error.hpp"

#include <utility>

namespace netseam::core {
namespace {

std::string compose(const InputFault& fault) {
  std::string text = fault.file;
  if (!fault.place.empty()) text += ": " + fault.place;
  text += ": found " + fault.found;
  if (!fault.expected.empty()) text += ", expected " + fault.expected;
  return text;
}

}  // namespace

InputError::InputError(InputFault fault, Cause cause)
    : Error(ExitCode::input, compose(fault), cause), fault_(std::move(fault)) {}

}  // namespace netseam::core
