#pragma once
#include <array>
#include <cstddef>
#include <string_view>

namespace netseam::data {

/// How the order of the layers of a network is known, from sure to unsure.
enum class OrderSource {
  selected,  // the study names every layer
  stored,    // whoever wrote the files stored a list of names
  file,      // the format keeps the order in which layers were written
  numbered,  // all names are one pattern with numbers
  guessed    // nothing says it
};
inline constexpr std::array<std::string_view, 5> order_source_names{"selected", "stored", "file", "numbered",
                                                                    "guessed"};
[[nodiscard]] constexpr std::string_view name_of(OrderSource source) {
  return order_source_names[static_cast<std::size_t>(source)];
}

}  // namespace netseam::data
