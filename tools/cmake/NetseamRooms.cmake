# netseam_room(NAME SOURCES a.cpp ... [USES room ...] [LIBRARIES target ...])
# makes the static library netseam::NAME of src/NAME with the public headers of include/netseam/NAME.
# USES are other rooms (seen by whoever uses NAME), LIBRARIES are third-party targets.
# Also makes netseam_NAME_headers, which compiles every public header alone (NETSEAM_HEADER_UNITS).
function(netseam_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  add_library(netseam_${name} STATIC ${ROOM_SOURCES})
  add_library(netseam::${name} ALIAS netseam_${name})
  target_include_directories(netseam_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include PRIVATE ${PROJECT_SOURCE_DIR}/src/${name})
  list(TRANSFORM ROOM_USES PREPEND netseam::)
  target_link_libraries(netseam_${name} PUBLIC ${ROOM_USES} ${ROOM_LIBRARIES} PRIVATE netseam::compiler)

  netseam_precompile(netseam_${name})

  file(GLOB headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/netseam/${name}/*.hpp)
  set(units)
  foreach(header ${headers})
    get_filename_component(stem ${header} NAME_WE)
    set(unit ${PROJECT_BINARY_DIR}/headers/${name}/${stem}.cpp)
    file(CONFIGURE OUTPUT ${unit} CONTENT "#include \"netseam/${name}/${stem}.hpp\"\n#include \"netseam/${name}/${stem}.hpp\"\n")
    list(APPEND units ${unit})
  endforeach()
  if(units AND NETSEAM_TESTS AND NETSEAM_HEADER_UNITS)
    add_library(netseam_${name}_headers OBJECT ${units})
    target_link_libraries(netseam_${name}_headers PRIVATE netseam_${name} netseam::compiler)
  endif()
endfunction()
