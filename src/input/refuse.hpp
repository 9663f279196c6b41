#pragma once
#include "netseam/core/error.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace netseam::input {

/// Throws a core::InputError of these parts. Control characters, which may come from a hostile file, become
/// '?'.
[[noreturn]] inline void refuse(std::string file, std::string place, std::string found,
                                std::string expected) {
  for (std::string* text : {&place, &found, &expected}) {
    std::replace_if(
        text->begin(), text->end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }, '?');
  }
  throw core::InputError({std::move(file), std::move(place), std::move(found), std::move(expected)});
}

}  // namespace netseam::input
