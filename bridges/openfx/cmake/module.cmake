# Sfumato.ofx: what hosts load. It brings its own C++ runtime and shows the host nothing but the entry points.

add_library(sfumato_ofx MODULE src/plugin.cc)
set_target_properties(sfumato_ofx PROPERTIES PREFIX "" OUTPUT_NAME Sfumato SUFFIX ".ofx")
target_compile_options(sfumato_ofx PRIVATE ${sfumato_warnings})
target_link_libraries(sfumato_ofx PRIVATE sfumato_ofx_parts)

if(APPLE)
  target_link_options(sfumato_ofx PRIVATE -Wl,-dead_strip -Wl,-exported_symbols_list,${CMAKE_CURRENT_SOURCE_DIR}/cmake/exports.macos)
elseif(WIN32)
  if(MINGW)
    target_link_options(sfumato_ofx PRIVATE -static -Wl,--gc-sections)
  endif()
else()
  # Hosts carry libraries of their own: nothing of ours may be taken for theirs, nor theirs for ours.
  target_link_options(
    sfumato_ofx PRIVATE -Wl,--exclude-libs,ALL -Wl,-Bsymbolic -Wl,--gc-sections
    -Wl,--version-script,${CMAKE_CURRENT_SOURCE_DIR}/cmake/exports.linux)
  if(NOT SFUMATO_SANITIZE)
    target_link_options(sfumato_ofx PRIVATE -static-libstdc++ -static-libgcc -Wl,-z,defs)
  endif()
endif()
