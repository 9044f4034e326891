# What an installation holds, and the Debian package of it: ./dev package.
include(GNUInstallDirs)
install(TARGETS gw RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES completions/gw.bash RENAME gw
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES completions/_gw DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES completions/gw.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES packaging/gw.service DESTINATION lib/systemd/system)
install(FILES LICENSE RENAME copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})

# What is made for it: the example that `gw init` writes, and what Debian wants compressed.
set(packaged ${CMAKE_BINARY_DIR}/packaged)
add_custom_command(
  OUTPUT packaged/gw.yaml
  COMMAND gw init --force packaged/gw.yaml
  DEPENDS gw
  VERBATIM)
set(made packaged/gw.yaml)
foreach(file man/gw.1 man/gw-config.5 man/gw-rules.5 man/gw-test.5 packaging/changelog)
  get_filename_component(name ${file} NAME)
  add_custom_command(
    OUTPUT packaged/${name}.gz
    COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_SOURCE_DIR}/${file} packaged/${name}
    COMMAND gzip -9nf packaged/${name}
    DEPENDS ${file}
    VERBATIM)
  list(APPEND made packaged/${name}.gz)
endforeach()
add_custom_target(gw_packaged ALL DEPENDS ${made})
install(FILES ${packaged}/gw.yaml DESTINATION /etc/gw OPTIONAL)
install(FILES ${packaged}/gw.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 OPTIONAL)
install(FILES ${packaged}/gw-config.5.gz ${packaged}/gw-rules.5.gz ${packaged}/gw-test.5.gz
        DESTINATION ${CMAKE_INSTALL_MANDIR}/man5 OPTIONAL)
install(FILES ${packaged}/changelog.gz DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME gw)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "checks, replays and serves API-gateway configurations")
set(CPACK_PACKAGE_DESCRIPTION
    "gw validates, lints and tests gateway configurations, replays access logs\n through them, and serves them with the same engine.")
set(CPACK_PACKAGE_CONTACT "gw developers <gw@gw.invalid>")
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# For `gw diff --git`.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS git)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/packaging/conffiles
    ${CMAKE_SOURCE_DIR}/packaging/prerm)
include(CPack)
