#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netseam::pipeline {

/// configs/neuron_presets.ini as it was when the program was built.
[[nodiscard]] std::string_view neuron_presets_text();

/// The names of its sections, in order.
[[nodiscard]] std::vector<std::string> neuron_preset_names();

/// Keys ("neurons.chain") and values of a section, in order. `place`: where its name stands, for the message.
/// Throws ConfigError with the nearest name if there is no such section.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> neuron_preset(const std::string& name,
                                                                             const std::string& place);

}  // namespace netseam::pipeline
