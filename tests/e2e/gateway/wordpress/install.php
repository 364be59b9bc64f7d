<?php
/**
 * Installs WordPress into an empty database, with the Akismet plugin and one
 * article, and prints the article's number.
 *
 *   php install.php DIRECTORY HOME
 *
 * @package Winnow
 */

define( 'WP_INSTALLING', true );
list( , $directory, $home ) = $argv;
$_SERVER['HTTP_HOST'] = preg_replace( '#^http://#', '', $home );

require $directory . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install( 'Daily', 'editor', 'editor@mail.example', true, '', wp_generate_password() );
update_option( 'home', $home );
update_option( 'siteurl', $home );
// What Winnow lets through is published.
update_option( 'comment_previously_approved', 0 );
update_option( 'comment_max_links', 0 );
// Winnow keeps no comment without an address.
update_option( 'require_name_email', 0 );

$failed = activate_plugin( 'akismet/akismet.php' );
if ( is_wp_error( $failed ) ) {
	fwrite( STDERR, $failed->get_error_message() );
	exit( 1 );
}
echo wp_insert_post(
	array(
		'post_author'    => 1,
		'post_content'   => 'It opens at noon.',
		'post_status'    => 'publish',
		'post_title'     => 'The bridge',
		'comment_status' => 'open',
	)
);
