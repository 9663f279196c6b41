#include "layers_schema.hpp"

namespace netseam::artifact {

std::string_view name_of(data::Start start) { return start_names[static_cast<std::size_t>(start)]; }
std::string_view name_of(data::SolveStatus status) { return status_names[static_cast<std::size_t>(status)]; }

std::string describe_codes(std::span<const std::string_view> names) {
  std::string text;
  for (std::size_t code = 0; code < names.size(); ++code)
    text += (code == 0 ? "" : ", ") + std::to_string(code) + " = " + std::string(names[code]);
  return text;
}

store::Attributes described(const std::string& description, const std::string& unit,
                            const std::string& dimensions) {
  return {{"description", description}, {"unit", unit}, {"dimensions", dimensions}};
}

std::span<const ConventionField> convention_fields() {
  static constexpr ConventionField fields[] = {
      {"loss", &LayersConvention::loss},
      {"ground_distance", &LayersConvention::ground_distance},
      {"normalisation", &LayersConvention::normalisation},
      {"token_rule", &LayersConvention::token_rule},
      {"image_rule", &LayersConvention::image_rule},
      {"start", &LayersConvention::start},
      {"gradient", &LayersConvention::gradient},
      {"sample_seed", &LayersConvention::sample_seed},
  };
  return fields;
}

}  // namespace netseam::artifact
