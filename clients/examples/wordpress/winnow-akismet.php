<?php
/**
 * Plugin Name: Winnow for Akismet
 * Description: Sends what the Akismet plugin asks rest.akismet.com to your own winnow-gateway.
 * Version:     1.0.0
 * License:     Apache-2.0
 *
 * The Akismet plugin knows one host, and no setting changes it. This file goes
 * into wp-content/mu-plugins, and two lines into wp-config.php:
 *
 *   define( 'WINNOW_GATEWAY', 'http://127.0.0.1:7480' );
 *   define( 'WPCOM_API_KEY', 'a site key of Winnow' );
 *
 * Without the first line it does nothing.
 *
 * @package Winnow
 */

defined( 'ABSPATH' ) || exit;

/**
 * Returns the key in the name of one of Akismet's hosts.
 *
 * @param string $host A host's name.
 * @return string|null The key; empty where the name has none; null for other hosts.
 */
function winnow_akismet_key_of_host( $host ) {
	if ( ! preg_match( '/^(?:([a-z0-9]{12})\.)?rest\.akismet\.com$/i', $host, $parts ) ) {
		return null;
	}
	return isset( $parts[1] ) ? $parts[1] : '';
}

/**
 * Asks the gateway instead of Akismet.
 *
 * @param false|array|WP_Error $response What another filter has answered, or false.
 * @param array                $args     The request.
 * @param string               $url      Where it would go.
 * @return false|array|WP_Error The gateway's answer, or what was given.
 */
function winnow_akismet_request( $response, $args, $url ) {
	if ( false !== $response || ! defined( 'WINNOW_GATEWAY' ) ) {
		return $response;
	}

	// The plugin may name an address in the URL, and the host in the header.
	$host = (string) wp_parse_url( $url, PHP_URL_HOST );
	if ( is_array( $args['headers'] ) && isset( $args['headers']['Host'] ) ) {
		$host = $args['headers']['Host'];
	}
	$key = winnow_akismet_key_of_host( $host );
	if ( null === $key ) {
		return $response;
	}

	// The gateway may have a name of its own, and a proxy before it.
	unset( $args['headers']['Host'] );
	if ( '' !== $key && is_string( $args['body'] ) ) {
		$args['body'] .= '&api_key=' . rawurlencode( $key );
	}
	$target = (string) wp_parse_url( $url, PHP_URL_PATH );
	$query  = (string) wp_parse_url( $url, PHP_URL_QUERY );
	if ( '' !== $query ) {
		$target .= '?' . $query;
	}
	return wp_remote_request( untrailingslashit( WINNOW_GATEWAY ) . $target, $args );
}
add_filter( 'pre_http_request', 'winnow_akismet_request', 10, 3 );
